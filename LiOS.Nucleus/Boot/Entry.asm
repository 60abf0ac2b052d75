; Entry from a multiboot loader: 32-bit protected mode, paging off, EAX = magic, EBX = physical address of the boot information
; (Multiboot Specification 0.6.96, 3.2; Multiboot2 Specification 2.0, 3.3). Leaves in 64-bit mode in the higher half.
default rel

PHYSICAL_BASE equ 0x1000000
%define PHYS(symbol) (symbol + PHYSICAL_BASE) wrt ..imagebase

extern NucleusMain
global BootEntry
global BootStackTop
global __security_cookie

section .text
bits 32

BootEntry:
    cli
    cld
    mov ebp, eax
    mov esi, ebx
    mov esp, PHYS(BootStackTop)

    ; Long mode and no-execute are required: CPUID 80000001h EDX bits 29 and 20.
    mov eax, 0x80000000
    cpuid
    cmp eax, 0x80000001
    jb .unsupported
    mov eax, 0x80000001
    cpuid
    and edx, (1 << 29) | (1 << 20)
    cmp edx, (1 << 29) | (1 << 20)
    jne .unsupported

    ; Page directories: the first 4 GiB in 2 MiB pages (present, writable, large).
    mov edi, PHYS(boot_directories)
    xor ecx, ecx
.fill_directories:
    mov eax, ecx
    shl eax, 21
    or eax, 0x83
    mov [edi + ecx * 8], eax
    mov dword [edi + ecx * 8 + 4], 0
    inc ecx
    cmp ecx, 2048
    jne .fill_directories

    ; One table of four directories serves the identity map, the higher half and the direct map.
    mov edi, PHYS(boot_directory_pointers)
    mov eax, PHYS(boot_directories)
    or eax, 3
    mov [edi], eax
    add eax, 0x1000
    mov [edi + 8], eax
    add eax, 0x1000
    mov [edi + 16], eax
    add eax, 0x1000
    mov [edi + 24], eax
    mov eax, PHYS(boot_directory_pointers)
    or eax, 3
    mov edi, PHYS(boot_level4)
    mov [edi], eax
    mov [edi + 256 * 8], eax
    mov [edi + 264 * 8], eax
    mov cr3, edi

    ; CR4: PAE, OSFXSR, OSXMMEXCPT. EFER: SCE, LME, NXE. CR0: PG, AM, WP, NE, MP and no emulation (Intel SDM 3, 9.8.5 and 13.1).
    ; Both registers get a definite value: firmware may have left a fifth level of page tables or a cache switched off.
    mov eax, (1 << 5) | (1 << 9) | (1 << 10)
    mov cr4, eax
    mov ecx, 0xC0000080
    rdmsr
    or eax, (1 << 0) | (1 << 8) | (1 << 11)
    wrmsr
    mov eax, (1 << 31) | (1 << 18) | (1 << 16) | (1 << 5) | (1 << 4) | (1 << 1) | 1
    mov cr0, eax

    lgdt [PHYS(boot_gdt_pointer)]
    push dword 0x08
    push dword PHYS(.long_mode)
    retf

.unsupported:
    mov edx, 0x3F8
    mov ebx, PHYS(unsupported_text)
.next_character:
    mov al, [ebx]
    test al, al
    jz .stop
    out dx, al
    inc ebx
    jmp .next_character
.stop:
    hlt
    jmp .stop

bits 64
.long_mode:
    mov rax, .higher_half
    jmp rax
.higher_half:
    mov eax, 0x10
    mov ss, eax
    mov ds, eax
    mov es, eax
    xor eax, eax
    mov fs, eax
    mov gs, eax
    lea rsp, [BootStackTop]
    rdtsc
    xor [__security_cookie], eax
    xor [__security_cookie + 2], eax
    mov ecx, ebp
    mov edx, esi
    sub rsp, 32
    call NucleusMain
.never:
    hlt
    jmp .never

section .rdata rdata align=16
boot_gdt:
    dq 0
    dq 0x00209A0000000000
    dq 0x0000920000000000
boot_gdt_pointer:
    dw 23
    dd PHYS(boot_gdt)
unsupported_text:
    db "LiOS needs a 64-bit processor with no-execute pages.", 13, 10, 0

section .data align=16
; What compiled methods with buffers on the stack check on return.
__security_cookie: dq 0x00002B992DDFA232

section .bss align=4096
boot_level4: resb 4096
boot_directory_pointers: resb 4096
boot_directories: resb 4 * 4096
resb 65536
BootStackTop:
