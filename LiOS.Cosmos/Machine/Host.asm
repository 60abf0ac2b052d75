; Between LiOS's interrupt descriptors and Cosmos's handlers.
default rel
bits 64
%include "Processor/Convention.inc"

%define SELECTOR_KERNEL_CODE 0x08
%define SELECTOR_KERNEL_DATA 0x10

extern _native_x64_irq_table
global HostInterruptStubs
global HostInterruptSeen

section .text

; void HostInterrupt(int vector): Cosmos's handler runs as if the interrupt came here; it may switch to other threads meanwhile.
global HostInterrupt
align 16
HostInterrupt:
    mov eax, edi
    mov rcx, rsp
    and rsp, -16
    push SELECTOR_KERNEL_DATA
    push rcx
    pushfq
    cli
    push SELECTOR_KERNEL_CODE
    lea rcx, [.back]
    push rcx
    lea rcx, [HostInterruptSeen]
    inc qword [rcx + rax * 8]
    lea rcx, [_native_x64_irq_table]
    jmp [rcx + rax * 8]
.back:
    ret

; ulong* HostInterruptCounts(): how often each vector has come.
global HostInterruptCounts
align 16
HostInterruptCounts:
    lea rax, [HostInterruptSeen]
    ret

section .data
align 8
HostInterruptStubs: dq _native_x64_irq_table

section .bss
align 8
HostInterruptSeen: resq 256
