; Ring 3 as a function call: RunUser goes in, LeaveRunUser comes out of it, and what happens between stays in the nucleus.
default rel
bits 64
%include "UserMode/Layout.inc"
%include "Processor/Registers.inc"
%include "Processor/Frames.inc"

extern UserModeLoad
extern NucleusSystemCall
global RunUser ; export
global ResumeUser
global LeaveRunUser
global SystemCallEntry
global UserModeLoaded
global UserModeFrameTop
global UserModeKernelMxcsr

; mmap, mprotect, munmap, sched_yield, madvise: a bit for the number of each.
%define NUCLEUS_CALLS (1 << 9 | 1 << 10 | 1 << 11 | 1 << 24 | 1 << 28)

section .text

; int RunUser(UserState* state): the exit reason. Called with interrupts on.
align 16
RunUser:
    PUSH_CALLEE_SAVED
    cli
    mov rbx, ARGUMENT_1
    mov [rbx + STATE_KERNEL_STACK], rsp
    cmp dword [rbx + STATE_INTERRUPT], 0
    jne .interrupted
    ; What the kernel may have written must not make IRETQ fault: canonical user address, user selectors, harmless flags.
    mov rax, [rbx + STATE_RIP]
    shr rax, 47
    jnz .bad_address
    mov rax, [rbx + STATE_RFLAGS]
    and rax, USER_FLAGS_ALLOWED
    or rax, USER_FLAGS_ALWAYS
    mov [rbx + STATE_RFLAGS], rax
    mov qword [rbx + STATE_CS], SELECTOR_USER_CODE
    mov qword [rbx + STATE_SS], SELECTOR_USER_DATA
    cmp [UserModeLoaded], rbx
    je .loaded
    mov ARGUMENT_1, rbx
    sub rsp, 32
.loading:
    call UserModeLoad
    add rsp, 32
.loaded:
%ifndef SYSTEM_V
    LOAD_XMM LAST_VOLATILE_XMM + 1, 15
%endif
    jmp ResumeUser.loaded
.interrupted:
    mov dword [rbx + STATE_INTERRUPT], 0
    mov eax, EXIT_INTERRUPTED
    jmp LeaveRunUser.restore
.bad_address:
    mov qword [rbx + STATE_VECTOR], 13
    mov qword [rbx + STATE_VECTOR + 8], 0
    mov eax, EXIT_EXCEPTION
    jmp LeaveRunUser.restore
.end:
    CALLEE_SAVED_FRAME RunUser, .loading, 0, 1
    CALLEE_SAVED_FRAME .loading, .loaded, 32
    CALLEE_SAVED_FRAME .loaded, .end, 0

; Back to ring 3 behind a trap: RBX = state, what C# keeps of the vector registers is the program's.
align 16
ResumeUser:
    cmp [UserModeLoaded], rbx
    je .loaded
    mov ARGUMENT_1, rbx
    sub rsp, 32
.loading:
    call UserModeLoad
    add rsp, 32
.loaded:
    LOAD_VOLATILE_XMM
    START_USER_TIME
    mov rsp, rbx
.on_user_state:
    swapgs
    POP_GENERAL
    add rsp, 16
    iretq
    CALLEE_SAVED_FRAME ResumeUser, .loading, 0
    CALLEE_SAVED_FRAME .loading, .loaded, 32
    CALLEE_SAVED_FRAME .loaded, .on_user_state, 0

; Out of RunUser: RBX = state, EAX = reason; what C# keeps of the vector registers is still the program's.
align 16
LeaveRunUser:
%ifndef SYSTEM_V
    STORE_XMM LAST_VOLATILE_XMM + 1, 15
%endif
    ldmxcsr [UserModeKernelMxcsr]
.restore:
    mov rsp, [rbx + STATE_KERNEL_STACK]
    sti
    POP_CALLEE_SAVED
    ret
.end:
    CALLEE_SAVED_FRAME LeaveRunUser, .end, 0

; SYSCALL: RCX = RIP, R11 = RFLAGS, interrupts masked by SFMASK (Intel SDM 2, SYSCALL). The frame is built in the UserState
; as an interrupt would; vector 256 marks it. The identity calls are answered before anything else is saved; the memory calls,
; sched_yield and clock_gettime are tried by SystemCalls.cs; everything else goes up, and of a state without identity everything.
align 16
SystemCallEntry:
    mov [user_stack], rsp
    mov rsp, [UserModeFrameTop]
    push SELECTOR_USER_DATA
    push qword [user_stack]
    push r11
    push SELECTOR_USER_CODE
    push rcx
    push rax
    push 0x100
    cmp rax, 39
    je .process_id
    cmp rax, 110
    je .parent_id
    cmp rax, 186
    je .thread_id
.general:
    PUSH_GENERAL
    mov rbx, rsp
    mov rsp, [rbx + STATE_KERNEL_STACK]
.on_kernel_stack:
    swapgs
    STORE_VOLATILE_XMM
    cmp rax, 63
    ja .high
    mov rcx, NUCLEUS_CALLS
    bt rcx, rax
    jc .nucleus
.up:
    END_USER_TIME
    xor eax, eax
    jmp LeaveRunUser
.high:
    cmp rax, 228
    jne .up
.nucleus:
    END_USER_TIME
    mov ARGUMENT_1, rbx
    sub rsp, 32
.calling:
    call NucleusSystemCall
    add rsp, 32
.called:
    test eax, eax
    jns LeaveRunUser
    jmp ResumeUser
.process_id:
    cmp dword [rsp - STATE_VECTOR + STATE_PROCESS_ID], 0
    jl .general
    mov eax, [rsp - STATE_VECTOR + STATE_PROCESS_ID]
    add rsp, 16
    iretq
.parent_id:
    cmp dword [rsp - STATE_VECTOR + STATE_PARENT_ID], 0
    jl .general
    mov eax, [rsp - STATE_VECTOR + STATE_PARENT_ID]
    add rsp, 16
    iretq
.thread_id:
    cmp dword [rsp - STATE_VECTOR + STATE_THREAD_ID], 0
    jl .general
    mov eax, [rsp - STATE_VECTOR + STATE_THREAD_ID]
    add rsp, 16
    iretq
    CALLEE_SAVED_FRAME .on_kernel_stack, .calling, 0
    CALLEE_SAVED_FRAME .calling, .called, 32
    CALLEE_SAVED_FRAME .called, .process_id, 0

section .data
align 16
UserModeLoaded: dq 0
UserModeFrameTop: dq 0
user_stack: dq 0
UserModeKernelMxcsr: dd 0x1F80

section .text

; UserState** UserModeLoadedState()
global UserModeLoadedState
align 16
UserModeLoadedState:
    lea rax, [UserModeLoaded]
    ret

; void UserModeSetFrameTop(ulong top)
global UserModeSetFrameTop
align 16
UserModeSetFrameTop:
    mov [UserModeFrameTop], ARGUMENT_1
    ret

; ulong SystemCallEntryAddress()
global SystemCallEntryAddress
align 16
SystemCallEntryAddress:
    lea rax, [SystemCallEntry]
    ret
