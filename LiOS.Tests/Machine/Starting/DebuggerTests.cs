using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Machine.Starting;

/// <summary>gdb, attached to a machine, knows C#: methods, source lines, and the frames of every stack (docs/debugging.md).</summary>
[Trait("Category", "Machine")]
public class DebuggerTests
{
    private const string Source = "LiOS.Kernel/SystemCalls/Files/NameCalls.cs";

    // A thread of a program, from its system call down to the first function of its stack.
    private static readonly string[] s_kernelFrames =
    [
        "SystemCallDispatcher.Dispatch", "ProcessThread.Main", "ThreadPark.Worker.Main", "Thread.StartThread", "Thread.ThreadEntryPoint", "Thread.Main", "ThreadEntry",
    ];

    /// <summary>
    /// A system call is stopped in, by a method's name and by a line; so is an interrupt, in ring 3 and in the kernel. At each of 300
    /// instructions, beginnings and ends of methods among them, the stack is the same from the program's thread on downward.
    /// </summary>
    [Fact]
    public async Task Gdb_StopsAndShowsFrames()
    {
        int making = LineOf("long MakeDirectory(ProcessThread caller, Arguments a)"), removing = LineOf("long RemoveDirectory(ProcessThread caller, Arguments a)");
        string[] script =
        [
            "set pagination off", "set width 0", "set breakpoint pending off", "target remote debugger",
            "echo == by name\\n", "tbreak LiOS.Kernel.SystemCalls.Files.NameCalls.MakeDirectory", "continue", "backtrace", "info line NameCalls.MakeDirectory",
            "echo == its caller\\n", "finish",
            "echo == by line\\n", $"tbreak NameCalls.cs:{removing}", "continue", "backtrace",
            "echo == step by step\\n", "set $steps = 0", "while $steps < 300", "stepi", "backtrace -5", "set $steps = $steps + 1", "end",
            "echo == from ring 3\\n", "tbreak TrapDispatcher.FromUser", "continue", "backtrace",
            "echo == from the kernel\\n", "tbreak KernelTraps.FromKernel", "continue", "backtrace",
            // QEMU is gone before it hears that its last words have arrived, so the debugger does not wait for them.
            "echo == the end\\n", "detach",
        ];
        string folder = Directory.CreateTempSubdirectory("lios-").FullName;
        try
        {
            string socket = Path.Combine(folder, "debugger"), commands = Path.Combine(folder, "commands");
            await File.WriteAllLinesAsync(commands, script.Select(line => line.Replace("remote debugger", $"remote {socket}", StringComparison.Ordinal)));
            MachineOptions machine = Guest.Machine with { Extra = ["-gdb", $"unix:{socket},server=on,wait=off", "-S"] };
            Task<(MachineOutcome Outcome, string Output)> run = Guest.RunAsync("mkdir /tmp/made && rmdir /tmp/made; sleep 0.2; echo made", machine);
            while (!File.Exists(socket) && !run.IsCompleted) await Task.Delay(20);
            string shown = await Task.Run(() => HostTool.Run("gdb", "-nx", "-batch", $"-cd={Guest.Settings.Root}", "-x", commands, Path.Combine(Guest.Settings.Out, "lios.elf")));
            (MachineOutcome outcome, string output) = await run;

            string[] parts = shown.Split("== ");
            AssertFrames(parts[1], $"{Source}:{making}", ["NameCalls.MakeDirectory", .. s_kernelFrames]);
            Assert.Contains($"Line {making} of \"{Source}\" starts at address", parts[1]);
            Assert.StartsWith("its caller", parts[2]);
            Assert.Contains("SystemCallDispatcher.Dispatch () at LiOS.Kernel/SystemCalls/SystemCallDispatcher.cs:", parts[2]);
            AssertFrames(parts[3], $"{Source}:{removing}", ["NameCalls.RemoveDirectory", .. s_kernelFrames]);
            Assert.Equal([.. Enumerable.Repeat(s_kernelFrames[^5..], 300).SelectMany(frames => frames)], Frames(parts[4]));
            AssertFrames(parts[5], "LiOS.Nucleus/Traps/TrapDispatcher.cs:", ["TrapDispatcher.FromUser", "trap_from_user", .. s_kernelFrames[1..]]);
            Assert.Contains("#0  KernelTraps.FromKernel", parts[6]);
            Assert.Contains("#1  <signal handler called>", parts[6]);
            Assert.Contains(Frames(parts[6])[^1], (string[])["ThreadEntry", "BootEntry"]);
            Assert.Contains("detached", parts[7]);
            Assert.Equal("made\n", output);
            Assert.Equal(0, outcome.ExitStatus);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertFrames(string shown, string place, string[] names)
    {
        Assert.Equal(names, Frames(shown));
        Assert.Contains(place, shown.Split('\n').First(line => line.StartsWith("#0 ", StringComparison.Ordinal)));
    }

    // #1  0xffff8000021450e3 in SystemCallDispatcher.Dispatch () at LiOS.Kernel/SystemCalls/SystemCallDispatcher.cs:18
    private static string[] Frames(string shown) => [.. Regex.Matches(shown, @"^#\d+ +(?:0x[0-9a-f]+ in )?(\S+) \(", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];

    private static int LineOf(string text)
        => 1 + Array.FindIndex(File.ReadAllLines(Path.Combine(Guest.Settings.Root, Source)), line => line.Contains(text, StringComparison.Ordinal));
}
