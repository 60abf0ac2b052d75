using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Machine;

namespace LiOS.Kernel.Elf;

/// <summary>Turns a path into a program in memory: scripts, the dynamic loader, stack and break included.</summary>
internal static class ProgramLoader
{
    internal static readonly Logger Log = new("elf");

    private const int MostScripts = 5;
    private const ulong LargestStack = 64 << 20;
    private const ulong SmallestStack = 128 << 10;
    private const ulong PageMask = PageFrame.Size - 1;

    // Room that nothing else takes, so that a limit raised later (setrlimit(2)) has an effect.
    private const ulong StackRoom = 128 << 20;

    // Above every place where a program and its break area may be put, below every place of a stack.
    private const ulong MappingsBottom = 0x5800_0000_0000;

    /// <summary>The end of the highest stack region; a guard page's worth of nothing lies above it.</summary>
    private const ulong StackTop = AddressSpace.UserTop - PageFrame.Size;

    /// <summary>Loads a program.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="process">Whose limits and ids count.</param>
    /// <param name="node">The file.</param>
    /// <param name="path">The path it was found by, for AT_EXECFN and scripts.</param>
    /// <param name="arguments">argv and envp; a script changes argv.</param>
    /// <param name="program">The program.</param>
    /// <returns>None or an error of execve(2).</returns>
    public static Errno Load(Kernel kernel, Process process, PathNode node, string path, ProgramArguments arguments, out LoadedProgram? program)
    {
        program = null;
        ElfImage? image = null;
        Errno error = FollowScripts(kernel, process, ref node, path, arguments);
        if (error == Errno.None) error = ElfImage.Read(node.Inode, out image);
        if (error == Errno.None) error = Build(kernel, process, node, path, arguments, image!, out program);
        if (error == Errno.None) Log.Write(LogLevel.Debug, $"{path}: entry {program!.Entry:x}, stack {program.StackPointer:x}");
        else Log.Write(LogLevel.Info, $"{path} cannot be executed: {error}");
        return error;
    }

    private static Errno FollowScripts(Kernel kernel, Process process, ref PathNode node, string path, ProgramArguments arguments)
    {
        for (int depth = 0; ; depth++)
        {
            Errno error = CheckExecutable(process, node.Inode);
            if (error != Errno.None) return error;
            if (!ScriptHeader.TryRead(node.Inode, out ScriptHeader script)) return Errno.None;
            if (depth == MostScripts) return Errno.ELOOP;

            List<byte[]> list = arguments.Arguments;
            if (list.Count > 0) list.RemoveAt(0);
            list.Insert(0, Encoding.Latin1.GetBytes(path));
            if (script.Argument is not null) list.Insert(0, Encoding.Latin1.GetBytes(script.Argument));
            list.Insert(0, Encoding.Latin1.GetBytes(script.Interpreter));
            path = script.Interpreter;
            error = kernel.Vfs.Resolve(process.Paths, null, path, true, out PathNode? next);
            if (error != Errno.None) return error;
            node = next!;
        }
    }

    private static Errno CheckExecutable(Process process, Inode inode)
    {
        if (inode.Type != FileMode.Regular) return Errno.EACCES;
        Errno error = Vfs.CheckAccess(process.Paths, inode, AccessMode.Execute);
        return error == Errno.None && inode.WriterCount > 0 ? Errno.ETXTBSY : error;
    }

    private static Errno Build(
        Kernel kernel, Process process, PathNode node, string path, ProgramArguments arguments, ElfImage image, out LoadedProgram? program)
    {
        program = null;
        Errno error = FindInterpreter(kernel, process, image, out PathNode? loaderNode, out ElfImage? loader);
        if (error != Errno.None) return error;
        AddressSpace? space = kernel.Machine.CreateAddressSpace();
        if (space is null) return Errno.ENOMEM;
        ProcessMemory memory = new(space);
        memory.SetExecutable(node);

        // The stack comes first: its place is fixed, that of the dynamic loader is wherever there is room.
        ulong stackSize = Math.Clamp(process.Limits[ResourceLimits.Stack].Soft, SmallestStack, LargestStack) & ~PageMask;
        MemoryPolicy policy = kernel.MemoryPolicy;
        bool isRandom = policy.Randomizes(process);
        // All that this program needs, in one request: the first two words are for the program itself.
        Span<ulong> random = stackalloc ulong[6];
        kernel.Machine.FillRandom(MemoryMarshal.AsBytes(random));
        ulong stackTop = StackTop - (isRandom ? MemoryPolicy.DistanceOf(random[2], MemoryPolicy.StackBits) : 0);
        error = MapStack(space, stackTop, stackSize, image.HasExecutableStack);
        space.SetMapWindow(MappingsBottom, stackTop - StackRoom - (isRandom ? MemoryPolicy.DistanceOf(random[3], MemoryPolicy.MappingBits) : 0));
        ulong programBase = ElfLoader.ProgramBase + (isRandom ? MemoryPolicy.DistanceOf(random[4], MemoryPolicy.ProgramBits) : 0);
        ulong bias = 0, loaderBias = 0;
        if (error == Errno.None) error = ElfLoader.Load(memory, kernel.PageCache, image, node, programBase, out bias);
        if (error == Errno.None && loader is not null) error = ElfLoader.Load(memory, kernel.PageCache, loader, loaderNode!, 0, out loaderBias);
        ulong clockLibrary = 0;
        if (error == Errno.None) error = ClockLibrary.Map(kernel.Machine, space, out clockLibrary);
        bool movesBreak = isRandom && policy.Randomization > 1;
        memory.BreakStart = memory.Break = image.End + bias + (movesBreak ? MemoryPolicy.DistanceOf(random[5], MemoryPolicy.BreakBits) : 0);

        if (error == Errno.None && arguments.Size + (ulong)path.Length > InitialStack.Limit(stackSize)) error = Errno.E2BIG;

        Credentials credentials = process.HasNoNewPrivileges || process.IsTracedWithoutPrivilege() ? process.Credentials : ChangeIds(process.Credentials, node.Inode.Attributes);
        ulong stackPointer = 0;
        if (error == Errno.None)
        {
            InitialStack stack = new();
            stack.AddCommon(credentials);
            stack.Add(AuxiliaryEntry.ProgramHeaders, image.ProgramHeaderAddress == 0 ? 0 : image.ProgramHeaderAddress + bias);
            stack.Add(AuxiliaryEntry.ProgramHeaderSize, ElfImage.ProgramHeaderSize);
            stack.Add(AuxiliaryEntry.ProgramHeaderCount, (ulong)image.ProgramHeaderCount);
            stack.Add(AuxiliaryEntry.InterpreterBase, loaderBias);
            stack.Add(AuxiliaryEntry.Entry, image.Entry + bias);
            if (clockLibrary != 0) stack.Add(AuxiliaryEntry.ClockLibrary, clockLibrary);
            error = stack.Write(memory, stackTop, Encoding.Latin1.GetBytes(path), arguments, MemoryMarshal.AsBytes(random[..2]), out stackPointer);
        }
        if (error != Errno.None)
        {
            memory.Release();
            return error;
        }
        ulong entry = loader is null ? image.Entry + bias : loader.Entry + loaderBias;
        program = new LoadedProgram(memory, entry, stackPointer, ToName(path), credentials);
        return Errno.None;
    }

    private static Errno FindInterpreter(Kernel kernel, Process process, ElfImage image, out PathNode? node, out ElfImage? loader)
    {
        node = null;
        loader = null;
        if (image.Interpreter is not { } path) return Errno.None;
        Errno error = kernel.Vfs.Resolve(process.Paths, null, path, true, out node);
        if (error == Errno.None) error = CheckExecutable(process, node!.Inode);
        if (error == Errno.None) error = ElfImage.Read(node!.Inode, out loader);
        return error == Errno.ENOEXEC ? Errno.EINVAL : error;
    }

    private static Errno MapStack(AddressSpace space, ulong top, ulong size, bool isExecutable)
    {
        Errno error = space.Map(
            new MapRequest
            {
                Address = top - StackRoom,
                Length = StackRoom,
                Protection = Protection.Read | Protection.Write | (isExecutable ? Protection.Execute : 0),
                Placement = Placement.FixedNoReplace,
                Kind = RegionKind.Stack,
            },
            out _);
        space.LimitStack(size);
        return error == Errno.None ? Errno.None : Errno.ENOMEM;
    }

    /// <summary>The set-user-ID and set-group-ID bits (execve(2)).</summary>
    private static Credentials ChangeIds(Credentials old, in InodeAttributes file)
    {
        uint user = (file.Mode & FileMode.SetUserId) != 0 ? file.UserId : old.EffectiveUserId;
        uint group = (file.Mode & FileMode.SetGroupId) != 0 && ((uint)file.Mode & 8) != 0 ? file.GroupId : old.EffectiveGroupId;
        return old with { EffectiveUserId = user, SavedUserId = user, EffectiveGroupId = group, SavedGroupId = group };
    }

    private static string ToName(string path)
    {
        const int LongestName = 15;
        string name = path[(path.LastIndexOf('/') + 1)..];
        return name.Length > LongestName ? name[..LongestName] : name;
    }
}
