; The library that every program finds mapped: built from Functions.nasm by build/Nucleus.targets.
default rel
bits 64
%include "Processor/Convention.inc"

section .text

; byte* ClockLibraryImage(): one page.
global ClockLibraryImage
align 16
ClockLibraryImage:
    lea rax, [image]
    ret

section CONSTANTS
align 16
image:
    incbin "clocklibrary.so"
    ; What is left of the page, so that copying it copies nothing else; a library of more than a page does not assemble.
    times 4096 - ($ - image) db 0
