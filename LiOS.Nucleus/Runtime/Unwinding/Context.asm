; Contexts (CONTEXT, see Context.cs) from and to the registers.
default rel
bits 64

FLAGS     equ 0x30
MXCSR     equ 0x34
SEGMENTS  equ 0x38
RFLAGS    equ 0x44
REGISTERS equ 0x78          ; rax rcx rdx rbx rsp rbp rsi rdi r8-r15
RIP_      equ 0xF8
VECTORS   equ 0x1A0

ALL_FLAGS      equ 0x10000F
FLOATING_POINT equ 8

section .text

; void RtlCaptureContext(Context*): the caller's registers as they are behind this call. Only rax's own value is lost, as for any call.
global RtlCaptureContext ; export
align 16
RtlCaptureContext:
    mov [rcx + REGISTERS], rax
    mov [rcx + REGISTERS + 8], rcx
    mov [rcx + REGISTERS + 16], rdx
    mov [rcx + REGISTERS + 24], rbx
    lea rax, [rsp + 8]
    mov [rcx + REGISTERS + 32], rax
    mov [rcx + REGISTERS + 40], rbp
    mov [rcx + REGISTERS + 48], rsi
    mov [rcx + REGISTERS + 56], rdi
%assign i 8
%rep 8
    mov [rcx + REGISTERS + i * 8], r %+ i
%assign i i + 1
%endrep
    mov rax, [rsp]
    mov [rcx + RIP_], rax
%assign i 0
%rep 16
    movups [rcx + VECTORS + i * 16], xmm %+ i
%assign i i + 1
%endrep
    stmxcsr [rcx + MXCSR]
    mov word [rcx + SEGMENTS], cs
    mov word [rcx + SEGMENTS + 2], ds
    mov word [rcx + SEGMENTS + 4], es
    mov word [rcx + SEGMENTS + 6], fs
    mov word [rcx + SEGMENTS + 8], gs
    mov word [rcx + SEGMENTS + 10], ss
    pushfq
    pop rax
    mov [rcx + RFLAGS], eax
    mov dword [rcx + FLAGS], ALL_FLAGS
    mov rax, [rcx + REGISTERS]
    ret

; void RtlRestoreContext(Context*, record): continues there. The way out is an interrupt return on this stack, because nothing
; may be written below the context's own stack pointer: the context itself may lie there.
global RtlRestoreContext ; export
align 16
RtlRestoreContext:
    sub rsp, 40
    mov rax, [rcx + RIP_]
    mov [rsp], rax
    mov eax, cs
    mov [rsp + 8], rax
    mov eax, [rcx + RFLAGS]
    mov [rsp + 16], rax
    mov rax, [rcx + REGISTERS + 32]
    mov [rsp + 24], rax
    mov eax, ss
    mov [rsp + 32], rax
    test dword [rcx + FLAGS], FLOATING_POINT
    jz .general
%assign i 0
%rep 16
    movups xmm %+ i, [rcx + VECTORS + i * 16]
%assign i i + 1
%endrep
    ldmxcsr [rcx + MXCSR]
.general:
    mov rax, [rcx + REGISTERS]
    mov rdx, [rcx + REGISTERS + 16]
    mov rbx, [rcx + REGISTERS + 24]
    mov rbp, [rcx + REGISTERS + 40]
    mov rsi, [rcx + REGISTERS + 48]
    mov rdi, [rcx + REGISTERS + 56]
%assign i 8
%rep 8
    mov r %+ i, [rcx + REGISTERS + i * 8]
%assign i i + 1
%endrep
    mov rcx, [rcx + REGISTERS + 8]
    iretq
