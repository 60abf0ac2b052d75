; The switch between kernel threads: callee-saved registers of the win64 convention and MXCSR stay on the thread's own stack.
default rel
bits 64
%include "Processor/Registers.inc"
%include "Processor/Frames.inc"

extern ThreadMain
global ThreadSwitch
global ThreadEntry
global ThreadEntryAddress

section .text

; void ThreadSwitch(ulong* saveStackPointer, ulong newStackPointer)
align 16
ThreadSwitch:
    PUSH_CALLEE_SAVED
    stmxcsr [rsp + 160]
    mov [rcx], rsp
    mov rsp, rdx
    ldmxcsr [rsp + 160]
    POP_CALLEE_SAVED
    ret
.end:
    CALLEE_SAVED_FRAME ThreadSwitch, .end, 0, 1

; The first instruction of a new thread; RBX = the thread.
align 16
ThreadEntry:
    mov rcx, rbx
    xor ebp, ebp
    sub rsp, 32
    call ThreadMain
    ud2

; ulong ThreadEntryAddress(): where a new thread's first switch returns to.
align 16
ThreadEntryAddress:
    lea rax, [ThreadEntry]
    ret
