; Instructions that C# has no words for, in the win64 calling convention (RCX, RDX, R8; RAX back). What it keeps, System V does not ask
; to be kept or keeps as well, so that there the arguments alone have to be moved.
default rel
bits 64
%include "Processor/Convention.inc"

section .text

%macro FUNCTION 1
global %1
align 16
%1:
%ifdef SYSTEM_V
    mov r8, rdx
    mov rdx, rsi
    mov rcx, rdi
%endif
%endmacro

FUNCTION CpuIn8
    mov edx, ecx
    xor eax, eax
    in al, dx
    ret

FUNCTION CpuOut8
    mov eax, edx
    mov edx, ecx
    out dx, al
    ret

FUNCTION CpuOut16
    mov eax, edx
    mov edx, ecx
    out dx, ax
    ret

FUNCTION CpuIn16
    mov edx, ecx
    xor eax, eax
    in ax, dx
    ret

FUNCTION CpuIn32
    mov edx, ecx
    in eax, dx
    ret

; Accesses to device registers: always one, and in the order of the calls.
FUNCTION CpuReadRegister
    mov eax, [rcx]
    ret

FUNCTION CpuWriteRegister
    mov [rcx], edx
    ret

FUNCTION CpuFence
    mfence
    ret

FUNCTION CpuReadMsr
    rdmsr
    shl rdx, 32
    or rax, rdx
    ret

FUNCTION CpuWriteMsr
    mov rax, rdx
    shr rdx, 32
    wrmsr
    ret

FUNCTION CpuReadCr0
    mov rax, cr0
    ret

FUNCTION CpuWriteCr0
    mov cr0, rcx
    ret

FUNCTION CpuReadCr2
    mov rax, cr2
    ret

FUNCTION CpuReadCr3
    mov rax, cr3
    ret

FUNCTION CpuWriteCr3
    mov cr3, rcx
    ret

FUNCTION CpuReadCr4
    mov rax, cr4
    ret

FUNCTION CpuWriteCr4
    mov cr4, rcx
    ret

FUNCTION CpuReadXcr0
    xor ecx, ecx
    xgetbv
    shl rdx, 32
    or rax, rdx
    ret

FUNCTION CpuWriteXcr0
    mov eax, ecx
    mov rdx, rcx
    shr rdx, 32
    xor ecx, ecx
    xsetbv
    ret

FUNCTION CpuInvalidatePage
    invlpg [rcx]
    ret

; CpuInvalidateNumberedPage(number, address): what is pushed is the descriptor (Intel SDM volume 2, INVPCID).
FUNCTION CpuInvalidateNumberedPage
    push rdx
    push rcx
    xor eax, eax
    invpcid rax, [rsp]
    add rsp, 16
    ret

FUNCTION CpuReadTimestamp
    rdtsc
    shl rdx, 32
    or rax, rdx
    ret

; CpuIdentify(leaf, subleaf, uint* registers): EAX, EBX, ECX, EDX
FUNCTION CpuIdentify
    mov r10, rbx
    mov eax, ecx
    mov ecx, edx
    cpuid
    mov [r8], eax
    mov [r8 + 4], ebx
    mov [r8 + 8], ecx
    mov [r8 + 12], edx
    mov rbx, r10
    ret

; CpuRandom(ulong* value): 1 when RDRAND gave a value
FUNCTION CpuRandom
    mov edx, 10
.retry:
    rdrand rax
    jc .done
    dec edx
    jnz .retry
    xor eax, eax
    ret
.done:
    mov [rcx], rax
    mov eax, 1
    ret

FUNCTION CpuLoadGlobalDescriptors
    ; RCX: the 10-byte pointer, RDX: the task segment's selector
    lgdt [rcx]
    lea rax, [.reload]
    push qword 0x08
    push rax
    o64 retf
.reload:
    mov eax, 0x10
    mov ss, eax
    mov ds, eax
    mov es, eax
    ; After a reset LDTR describes the first 64 KiB: no program may take segments from there.
    xor eax, eax
    lldt ax
    ltr dx
    ret

FUNCTION CpuLoadInterruptDescriptors
    lidt [rcx]
    ret

; CpuDisableInterrupts: RFLAGS as it was
FUNCTION CpuDisableInterrupts
    pushfq
    pop rax
    cli
    ret

FUNCTION CpuRestoreInterrupts
    test ecx, 0x200
    jz .off
    sti
.off:
    ret

FUNCTION CpuEnableInterrupts
    sti
    ret

; Waits for an interrupt: STI takes effect behind the next instruction, so none can slip in between.
FUNCTION CpuWaitForInterrupt
    sti
    hlt
    cli
    ret

FUNCTION CpuHalt
    cli
    hlt
    jmp CpuHalt

FUNCTION CpuPause
    pause
    ret

FUNCTION CpuSaveFx
    fxsave64 [rcx]
    ret

; CpuRestoreFx(area): x87 from the area; XMM6-15 belong to the caller and stay.
FUNCTION CpuRestoreFx
    sub rsp, 168
%assign index 6
%rep 10
    movaps [rsp + (index - 6) * 16], xmm%[index]
%assign index index + 1
%endrep
    fxrstor64 [rcx]
%assign index 6
%rep 10
    movaps xmm%[index], [rsp + (index - 6) * 16]
%assign index index + 1
%endrep
    add rsp, 168
    ret

; CpuSaveExtended(area, mask)
FUNCTION CpuSaveExtended
    mov rax, rdx
    shr rdx, 32
    xsave64 [rcx]
    ret

FUNCTION CpuRestoreExtended
    mov rax, rdx
    shr rdx, 32
    xrstor64 [rcx]
    ret

FUNCTION CpuReadStackPointer
    lea rax, [rsp + 8]
    ret

FUNCTION CpuReadFramePointer
    mov rax, rbp
    ret

; CpuZeroPage(page): 4096 bytes, aligned
FUNCTION CpuZeroPage
    pxor xmm0, xmm0
    lea rdx, [rcx + 4096]
.next:
%assign offset 0
%rep 32
    movaps [rcx + offset], xmm0
%assign offset offset + 16
%endrep
    add rcx, 512
    cmp rcx, rdx
    jne .next
    ret

; CpuCopyPage(destination, source): 4096 bytes, aligned
FUNCTION CpuCopyPage
    lea r8, [rcx + 4096]
.next:
%assign offset 0
%rep 16
    movaps xmm0, [rdx + offset]
    movaps xmm1, [rdx + offset + 16]
    movaps xmm2, [rdx + offset + 32]
    movaps xmm3, [rdx + offset + 48]
    movaps [rcx + offset], xmm0
    movaps [rcx + offset + 16], xmm1
    movaps [rcx + offset + 32], xmm2
    movaps [rcx + offset + 48], xmm3
%assign offset offset + 64
%endrep
    add rdx, 1024
    add rcx, 1024
    cmp rcx, r8
    jne .next
    ret

; CpuFill(destination, value, length) and the C library's memset
FUNCTION CpuFill
    jmp memset
%ifndef SYSTEM_V
global memset ; export
%endif
align 16
memset:
    mov rax, rcx
    movzx edx, dl
    mov r9, 0x0101010101010101
    imul rdx, r9
    cmp r8, 16
    jb .small
    movq xmm0, rdx
    punpcklqdq xmm0, xmm0
    lea r9, [rcx + r8 - 16]
    cmp r8, 64
    jb .blocks
    lea r10, [rcx + r8 - 64]
.wide:
    movups [rcx], xmm0
    movups [rcx + 16], xmm0
    movups [rcx + 32], xmm0
    movups [rcx + 48], xmm0
    add rcx, 64
    cmp rcx, r10
    jbe .wide
    cmp rcx, r9
    jae .last
.blocks:
    movups [rcx], xmm0
    add rcx, 16
    cmp rcx, r9
    jb .blocks
.last:
    movups [r9], xmm0
    ret
.small:
    test r8, r8
    jz .done
.byte:
    mov [rcx], dl
    inc rcx
    dec r8
    jnz .byte
.done:
    ret

; CpuMove(destination, source, length) and the C library's memmove and memcpy: the blocks may overlap
FUNCTION CpuMove
    jmp memmove
%ifndef SYSTEM_V
global memcpy ; export
memcpy:
global memmove ; export
%endif
align 16
memmove:
    mov rax, rcx
    mov r9, rcx
    sub r9, rdx
    cmp r9, r8
    jb .backward
    cmp r8, 16
    jb .small
    movups xmm5, [rdx + r8 - 16]
    lea r9, [rcx + r8 - 16]
    cmp r8, 64
    jb .blocks
    lea r10, [rcx + r8 - 64]
.wide:
    movups xmm0, [rdx]
    movups xmm1, [rdx + 16]
    movups xmm2, [rdx + 32]
    movups xmm3, [rdx + 48]
    movups [rcx], xmm0
    movups [rcx + 16], xmm1
    movups [rcx + 32], xmm2
    movups [rcx + 48], xmm3
    add rdx, 64
    add rcx, 64
    cmp rcx, r10
    jbe .wide
.blocks:
    cmp rcx, r9
    jae .last
    movups xmm0, [rdx]
    movups [rcx], xmm0
    add rdx, 16
    add rcx, 16
    jmp .blocks
.last:
    movups [r9], xmm5
    ret
.small:
    test r8, r8
    jz .done
.byte:
    mov r9b, [rdx]
    mov [rcx], r9b
    inc rdx
    inc rcx
    dec r8
    jnz .byte
.done:
    ret
.backward:
    test r8, r8
    jz .done
    cmp r8, 16
    jb .backward_byte
    movups xmm1, [rdx]
.backward_blocks:
    cmp r8, 16
    jbe .backward_last
    movups xmm0, [rdx + r8 - 16]
    movups [rcx + r8 - 16], xmm0
    sub r8, 16
    jmp .backward_blocks
.backward_last:
    movups [rcx], xmm1
    ret
.backward_byte:
    mov r9b, [rdx + r8 - 1]
    mov [rcx + r8 - 1], r9b
    dec r8
    jnz .backward_byte
    ret
