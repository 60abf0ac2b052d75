using System;
using System.Text;
using LiOS.Hosting;

namespace LiOS.Sample;

/// <summary>The kernel: what happens after the machine has booted.</summary>
internal sealed class Kernel : KernelBase
{
    private static void Main() => new Kernel().Boot();

    protected override void BeforeRun()
    {
        AddDevice("answer", new AnswerDevice());
        Console.WriteLine("Your kernel has booted. Type a line, sh for a shell, or exit.");
    }

    protected override void Run()
    {
        Console.Write("> ");
        switch (Console.ReadLine())
        {
            case null or "exit":
                Stop();
                break;
            case "sh":
                Execute("/bin/sh");
                break;
            case string line:
                Console.WriteLine($"You typed {line.Length} characters: {line}");
                break;
        }
    }

    /// <summary>/dev/answer: try <c>cat /dev/answer</c> in the shell.</summary>
    private sealed class AnswerDevice : KernelDevice
    {
        private static readonly byte[] s_text = Encoding.UTF8.GetBytes("42\n");

        public override int Read(long position, Span<byte> destination)
        {
            ReadOnlySpan<byte> rest = s_text.AsSpan((int)Math.Min(position, s_text.Length));
            int count = Math.Min(rest.Length, destination.Length);
            rest[..count].CopyTo(destination);
            return count;
        }
    }
}
