; Interrupt and exception entry. The processor pushes SS, RSP, RFLAGS, CS, RIP and perhaps an error code (Intel SDM 3, 6.14);
; the stubs add a zero error code where there is none, the vector, and the general registers: the TrapFrame of TrapFrame.cs.
; From ring 3 the processor pushes straight into the running program's UserState, because TSS.RSP0 points behind its frame.
default rel
bits 64
%include "UserMode/Layout.inc"
%include "Processor/Registers.inc"
%include "Processor/Frames.inc"

%define FIRST_INTERRUPT 32
%define POP_RSP_JMP_R11 0xE3FF415C

extern TrapFromKernel
extern TrapFromUser
extern TrapOnOwnStack
extern LeaveRunUser
extern ResumeUser
extern UserModeFrameTop
%ifdef SYSTEM_V
extern UserModeKernelMxcsr
extern HostInterruptStubs
extern HostInterruptSeen
%endif
global TrapStubs

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
%ifdef SYSTEM_V
    cmp qword [rsp], FIRST_INTERRUPT
    jb .from_kernel
    push rax
    push rcx
    ; A thread that Cosmos starts has interrupts on one instruction before it has its stack (POP RSP, JMP R11), and nothing below
    ; that it may use: it is taken there first.
    mov rax, [rsp + 32]
    cmp dword [rax], POP_RSP_JMP_R11
    jne .hand_over
    mov rax, [rsp + 56]
    mov rcx, [rax]
    mov rax, rcx
    and rax, -16
    mov [rax - 16], rcx
    mov [rax - 40], r11
    pop qword [rax - 72]
    pop qword [rax - 64]
    pop qword [rax - 56]
    add rsp, 16
    pop qword [rax - 32]
    pop qword [rax - 24]
    add rsp, 8
    pop qword [rax - 8]
    lea rsp, [rax - 72]
.hand_over:
    ; Interrupts of ring 0 are the host's: what the stub has pushed goes, and its own stub finds the stack as the processor left it.
    mov rax, [rsp + 16]
    lea rcx, [HostInterruptSeen]
    inc qword [rcx + rax * 8]
    mov rcx, [HostInterruptStubs]
    mov rax, [rcx + rax * 8]
    mov [rsp + 24], rax
    pop rcx
    pop rax
    add rsp, 8
    ret
%endif
.from_kernel:
    PUSH_GENERAL
    mov ARGUMENT_1, rsp
    mov rbx, rsp
    CALL_FROM_TRAP TrapFromKernel
.leaving:
    POP_GENERAL
    add rsp, 16
    iretq
    TRAP_FRAME .from_kernel, .leaving

; Here RSP lies inside the running program's UserState. POPFQ clears DF, TF, NT and AC before any C# runs.
align 16
trap_from_user:
    PUSH_GENERAL
    mov rbx, rsp
    mov rsp, [rbx + STATE_KERNEL_STACK]
    push 2
    popfq
.on_kernel_stack:
    swapgs
    STORE_VOLATILE_XMM
    END_USER_TIME
    mov ARGUMENT_1, rbx
    sub rsp, 32
.calling:
    call TrapFromUser
    add rsp, 32
.called:
    test eax, eax
    jns LeaveRunUser
    jmp ResumeUser
.end:
    CALLEE_SAVED_FRAME .on_kernel_stack, .calling, 0
    CALLEE_SAVED_FRAME .calling, .called, 32
    CALLEE_SAVED_FRAME .called, .end, 0

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
    mov ARGUMENT_1, rsp
    mov rbx, rsp
    CALL_FROM_TRAP TrapOnOwnStack
.leaving:
    POP_GENERAL
    add rsp, 16
    iretq
    TRAP_FRAME trap_own_stack, .leaving

section CONSTANTS
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
