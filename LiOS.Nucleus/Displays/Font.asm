; The screen's font, as the image tool made it from Debian's: LiOS.Nucleus/Displays/Font.cs reads it.
default rel
bits 64

section .text
global FontTable
FontTable:
    lea rax, [table]
    ret

section .rdata rdata align=16
align 16
table:
    incbin "font.bin"
