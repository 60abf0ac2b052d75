; Interrupt and exception entry. The processor pushes SS, RSP, RFLAGS, CS, RIP and perhaps an error code (Intel SDM 3, 6.14);
; the stubs add a zero error code where there is none, the vector, and the general registers: the TrapFrame of TrapFrame.cs.
; From ring 3 the processor pushes straight into the running program's UserState, because TSS.RSP0 points behind its frame.
default rel
bits 64
%include "UserMode/Layout.inc"

extern TrapFromKernel
extern TrapFromUser
extern TrapOnOwnStack
extern LeaveRunUser
extern ResumeUser
extern UserModeFrameTop
global TrapStubs

%macro PUSH_GENERAL 0
    push rax
    push rcx
    push rdx
    push rbx
    push rbp
    push rsi
    push rdi
    push r8
    push r9
    push r10
    push r11
    push r12
    push r13
    push r14
    push r15
%endmacro

%macro POP_GENERAL 0
    pop r15
    pop r14
    pop r13
    pop r12
    pop r11
    pop r10
    pop r9
    pop r8
    pop rdi
    pop rsi
    pop rbp
    pop rbx
    pop rdx
    pop rcx
    pop rax
%endmacro

section .text

; Vectors with an error code: 8, 10 to 14, 17, 21, 29, 30 (Intel SDM 3, table 6-1; AMD APM 2, 8.2).
%assign vector 0
%rep 256
align 16
trap_stub_%[vector]:
%if vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 || vector == 29 || vector == 30
%else
    push 0
%endif
    push vector
%if vector == 1
    jmp trap_debug
%elif vector == 2 || vector == 8 || vector == 18
    jmp trap_own_stack
%else
    jmp trap_common
%endif
%assign vector vector + 1
%endrep

align 16
trap_common:
    test byte [rsp + 24], 3
    jnz trap_from_user
    PUSH_GENERAL
    mov rcx, rsp
    mov rbx, rsp
    and rsp, -16
    sub rsp, 32 + 112
    movaps [rsp + 32], xmm0
    movaps [rsp + 48], xmm1
    movaps [rsp + 64], xmm2
    movaps [rsp + 80], xmm3
    movaps [rsp + 96], xmm4
    movaps [rsp + 112], xmm5
    stmxcsr [rsp + 128]
    cld
    call TrapFromKernel
    ldmxcsr [rsp + 128]
    movaps xmm0, [rsp + 32]
    movaps xmm1, [rsp + 48]
    movaps xmm2, [rsp + 64]
    movaps xmm3, [rsp + 80]
    movaps xmm4, [rsp + 96]
    movaps xmm5, [rsp + 112]
    mov rsp, rbx
    POP_GENERAL
    add rsp, 16
    iretq

; Here RSP lies inside the running program's UserState. POPFQ clears DF, TF, NT and AC before any C# runs.
align 16
trap_from_user:
    PUSH_GENERAL
    mov rbx, rsp
    mov rsp, [rbx + STATE_KERNEL_STACK]
    push 2
    popfq
    swapgs
    movaps [rbx + STATE_XMM], xmm0
    movaps [rbx + STATE_XMM + 16], xmm1
    movaps [rbx + STATE_XMM + 32], xmm2
    movaps [rbx + STATE_XMM + 48], xmm3
    movaps [rbx + STATE_XMM + 64], xmm4
    movaps [rbx + STATE_XMM + 80], xmm5
    stmxcsr [rbx + STATE_MXCSR]
    END_USER_TIME
    mov rcx, rbx
    sub rsp, 32
    call TrapFromUser
    add rsp, 32
    test eax, eax
    jns LeaveRunUser
    jmp ResumeUser

; #DB has a stack of its own, because it may come where SYSCALL has just entered with the program's stack. From ring 3 what the
; processor pushed moves to where it belongs, into the UserState, as if there were no such stack.
align 16
trap_debug:
    test byte [rsp + 24], 3
    jz trap_own_stack
    push rax
    mov rax, [UserModeFrameTop]
%assign slot 0
%rep 7
    push qword [rsp + 8 + slot * 8]
    pop qword [rax - 56 + slot * 8]
%assign slot slot + 1
%endrep
    pop qword [rax - 64]
    lea rsp, [rax - 56]
    mov rax, [rsp - 8]
    jmp trap_from_user

; Non-maskable interrupt, double fault and machine check: each on a stack of its own, from any state.
align 16
trap_own_stack:
    PUSH_GENERAL
    mov rcx, rsp
    mov rbx, rsp
    and rsp, -16
    sub rsp, 32 + 112
    movaps [rsp + 32], xmm0
    movaps [rsp + 48], xmm1
    movaps [rsp + 64], xmm2
    movaps [rsp + 80], xmm3
    movaps [rsp + 96], xmm4
    movaps [rsp + 112], xmm5
    stmxcsr [rsp + 128]
    cld
    call TrapOnOwnStack
    ldmxcsr [rsp + 128]
    movaps xmm0, [rsp + 32]
    movaps xmm1, [rsp + 48]
    movaps xmm2, [rsp + 64]
    movaps xmm3, [rsp + 80]
    movaps xmm4, [rsp + 96]
    movaps xmm5, [rsp + 112]
    mov rsp, rbx
    POP_GENERAL
    add rsp, 16
    iretq

section .rdata rdata align=16
TrapStubs:
%assign vector 0
%rep 256
    dq trap_stub_%[vector]
%assign vector vector + 1
%endrep

section .text

; ulong* TrapStubTable()
global TrapStubTable
align 16
TrapStubTable:
    lea rax, [TrapStubs]
    ret
