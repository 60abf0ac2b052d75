; What must lie inside the kernel image itself: its entry, the thread-local directory, and the small helpers that compiled code
; refers to directly (Microsoft PE Format, the .tls section; x64 software conventions, __chkstk and the security cookie).
default rel
bits 64

extern wmain
extern ExitProcess
global KernelEntry
global _tls_index
global _tls_used
global __tls_guard
global __dyn_tls_init
global __dyn_tls_on_demand_init
global _fltused
global __security_cookie
global __security_check_cookie
global __guard_dispatch_icall_fptr
global __guard_check_icall_fptr
global __chkstk
global ?nothrow@std@@3Unothrow_t@1@B

section .text

; uint KernelEntry(void*): the first thread's start routine.
KernelEntry:
    sub rsp, 40
    rdtsc
    shl rdx, 32
    or rax, rdx
    mov rcx, 0x2B992DDFA232
    xor rax, rcx
    shl rax, 16
    shr rax, 16
    mov [__security_cookie], rax
    lea rcx, [initializers_first]
    lea rdx, [initializers_end]
    call run_table
    lea rcx, [constructors_first]
    lea rdx, [constructors_end]
    call run_table
    mov ecx, 1
    lea rdx, [arguments]
    call wmain
    mov ecx, eax
    call ExitProcess
    ud2

; Calls every function between RCX and RDX; empty slots are passed over.
run_table:
    push rbx
    push rsi
    sub rsp, 40
    mov rbx, rcx
    mov rsi, rdx
.next:
    cmp rbx, rsi
    jae .done
    mov rax, [rbx]
    add rbx, 8
    test rax, rax
    jz .next
    call rax
    jmp .next
.done:
    add rsp, 40
    pop rsi
    pop rbx
    ret

; Runs the constructors of the thread's own variables, once per thread.
__dyn_tls_init:
__dyn_tls_on_demand_init:
    mov rax, [gs:0x58]
    mov rax, [rax]
    lea rcx, [__tls_guard]
    lea rdx, [tls_first]
    sub rcx, rdx
    cmp byte [rax + rcx], 0
    jne .done
    mov byte [rax + rcx], 1
    lea rcx, [thread_constructors_first]
    lea rdx, [thread_constructors_end]
    sub rsp, 40
    call run_table
    add rsp, 40
.done:
    ret

__security_check_cookie:
    cmp rcx, [__security_cookie]
    jne .corrupt
    ret
.corrupt:
    int 0x29

; Touches every page of a frame of RAX bytes, so that the guard page cannot be stepped over.
__chkstk:
    push rax
    push rcx
    lea rcx, [rsp + 24]
.page:
    cmp rax, 4096
    jb .rest
    sub rcx, 4096
    test [rcx], cl
    sub rax, 4096
    jmp .page
.rest:
    sub rcx, rax
    test [rcx], cl
    pop rcx
    pop rax
    ret

dispatch_call:
    jmp rax

check_call:
    ret

section .rdata rdata align=16
_tls_used:
    dq tls_first
    dq tls_end
    dq _tls_index
    dq 0
    dd 0
    dd 0
__guard_dispatch_icall_fptr: dq dispatch_call
__guard_check_icall_fptr: dq check_call
arguments: dq name, 0
name: dw 'l', 'i', 'o', 's', 0
?nothrow@std@@3Unothrow_t@1@B: db 0

section .data align=16
__security_cookie: dq 0x2B992DDFA232
_tls_index: dd 0
_fltused: dd 0x9875

section .tls data align=16
tls_first: dq 0
section .tls$M data align=16
__tls_guard: dq 0
section .tls$ZZZ data align=16
tls_end: dq 0

section .CRT$XIA rdata align=8
initializers_first: dq 0
section .CRT$XIZ rdata align=8
initializers_end: dq 0
section .CRT$XCA rdata align=8
constructors_first: dq 0
section .CRT$XCZ rdata align=8
constructors_end: dq 0
section .CRT$XDA rdata align=8
thread_constructors_first: dq 0
section .CRT$XDZ rdata align=8
thread_constructors_end: dq 0
