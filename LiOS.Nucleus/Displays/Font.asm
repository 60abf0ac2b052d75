; The screen's font, as the image tool made it from Debian's: LiOS.Nucleus/Displays/Font.cs reads it.
default rel
bits 64
%include "Processor/Convention.inc"

section .text
global FontTable
FontTable:
    lea rax, [table]
    ret

section CONSTANTS
align 16
table:
    incbin "font.bin"
