; The functions of vdso(7): clocks read in ring 3, in the System V calling convention. They must give what the system calls
; give. Linked alone into an image of one page, which lies right behind the clock page in every program.
default rel
bits 64
%include "ClockLibrary/ClockPage.inc"

extern clock_page
global __vdso_clock_gettime:function
global __vdso_gettimeofday:function
global __vdso_time:function
global __vdso_getcpu:function

SYSTEM_CALL_CLOCK_GETTIME equ 228
NANOSECONDS_PER_SECOND equ 1000000000
NANOSECONDS_PER_MICROSECOND equ 1000

; CLOCK_REALTIME, CLOCK_REALTIME_COARSE and CLOCK_TAI; CLOCK_MONOTONIC, _RAW, _COARSE and CLOCK_BOOTTIME (clock_gettime(2)).
REAL_TIME_CLOCKS equ (1 << 0) | (1 << 5) | (1 << 11)
MONOTONIC_CLOCKS equ (1 << 1) | (1 << 4) | (1 << 6) | (1 << 7)

section .text

; RAX = nanoseconds since boot, R8 = from 1970 to boot. Changes RCX, RDX, R9 and R10. LFENCE keeps the reading in its place
; (Intel SDM 2, RDTSC).
%macro READ_CLOCK 0
    lea r9, [clock_page]
%%again:
    mov r10, [r9 + CLOCK_SEQUENCE]
    lfence
    rdtsc
    shl rdx, 32
    or rax, rdx
    sub rax, [r9 + CLOCK_START]
    mul qword [r9 + CLOCK_SCALE]
    shrd rax, rdx, 32
    mov r8, [r9 + CLOCK_REAL_TIME]
    test r10d, 1
    jnz %%again
    cmp r10, [r9 + CLOCK_SEQUENCE]
    jne %%again
%endmacro

; int clock_gettime(clockid_t EDI, struct timespec *RSI)
align 16
__vdso_clock_gettime:
    cmp edi, 11
    ja .ask
    mov r11d, MONOTONIC_CLOCKS
    bt r11d, edi
    jc .monotonic
    mov r11d, REAL_TIME_CLOCKS
    bt r11d, edi
    jnc .ask
    READ_CLOCK
    add rax, r8
.store:
    xor edx, edx
    mov ecx, NANOSECONDS_PER_SECOND
    div rcx
    mov [rsi], rax
    mov [rsi + 8], rdx
    xor eax, eax
    ret
.monotonic:
    READ_CLOCK
    jmp .store
.ask:
    mov eax, SYSTEM_CALL_CLOCK_GETTIME
    syscall
    ret

; int gettimeofday(struct timeval *RDI, struct timezone *RSI): either may be null; the time zone is UTC.
align 16
__vdso_gettimeofday:
    test rdi, rdi
    jz .zone
    READ_CLOCK
    add rax, r8
    xor edx, edx
    mov ecx, NANOSECONDS_PER_SECOND
    div rcx
    mov [rdi], rax
    mov rax, rdx
    xor edx, edx
    mov ecx, NANOSECONDS_PER_MICROSECOND
    div rcx
    mov [rdi + 8], rax
.zone:
    test rsi, rsi
    jz .done
    mov qword [rsi], 0
.done:
    xor eax, eax
    ret

; time_t time(time_t *RDI): the pointer may be null.
align 16
__vdso_time:
    READ_CLOCK
    add rax, r8
    xor edx, edx
    mov ecx, NANOSECONDS_PER_SECOND
    div rcx
    test rdi, rdi
    jz .done
    mov [rdi], rax
.done:
    ret

; int getcpu(unsigned *RDI, unsigned *RSI): there is one processor, in one node. Either may be null.
align 16
__vdso_getcpu:
    test rdi, rdi
    jz .node
    mov dword [rdi], 0
.node:
    test rsi, rsi
    jz .done
    mov dword [rsi], 0
.done:
    xor eax, eax
    ret

section .note.GNU-stack noalloc noexec nowrite progbits
