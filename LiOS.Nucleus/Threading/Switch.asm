; The switch between kernel threads: callee-saved registers of the win64 convention and MXCSR stay on the thread's own stack.
default rel
bits 64

extern ThreadMain
global ThreadSwitch
global ThreadEntry
global ThreadEntryAddress

section .text

; void ThreadSwitch(ulong* saveStackPointer, ulong newStackPointer)
align 16
ThreadSwitch:
    push rbx
    push rbp
    push rdi
    push rsi
    push r12
    push r13
    push r14
    push r15
    sub rsp, 176 - 8
    movaps [rsp], xmm6
    movaps [rsp + 16], xmm7
    movaps [rsp + 32], xmm8
    movaps [rsp + 48], xmm9
    movaps [rsp + 64], xmm10
    movaps [rsp + 80], xmm11
    movaps [rsp + 96], xmm12
    movaps [rsp + 112], xmm13
    movaps [rsp + 128], xmm14
    movaps [rsp + 144], xmm15
    stmxcsr [rsp + 160]
    mov [rcx], rsp
    mov rsp, rdx
    ldmxcsr [rsp + 160]
    movaps xmm6, [rsp]
    movaps xmm7, [rsp + 16]
    movaps xmm8, [rsp + 32]
    movaps xmm9, [rsp + 48]
    movaps xmm10, [rsp + 64]
    movaps xmm11, [rsp + 80]
    movaps xmm12, [rsp + 96]
    movaps xmm13, [rsp + 112]
    movaps xmm14, [rsp + 128]
    movaps xmm15, [rsp + 144]
    add rsp, 176 - 8
    pop r15
    pop r14
    pop r13
    pop r12
    pop rsi
    pop rdi
    pop rbp
    pop rbx
    ret

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
