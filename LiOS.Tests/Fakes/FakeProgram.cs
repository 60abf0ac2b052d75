using System;
using System.Text;
using System.Threading;
using LiOS.Machine;

namespace LiOS.Tests.Fakes;

/// <summary>What a fake program sees: registers to make system calls with, and its memory.</summary>
internal sealed class FakeProgram
{
    /// <summary>64 KiB that the program may use as it likes.</summary>
    public const ulong Data = 0x1000_0000;

    /// <summary>The end of its stack.</summary>
    public const ulong StackTop = 0x2001_0000;

    private const ulong CallAddress = 0x40_0000, AfterCall = CallAddress + 2, RestorerAddress = 0x41_0000;
    private const int SignalReturn = 15, ExitGroup = 231, SignalAction = 13;

    private readonly FakeUserContext _context;
    private readonly Action<FakeProgram> _body;
    private readonly SemaphoreSlim _toProgram = new(0), _toKernel = new(0);
    private UserExit _exit;
    private bool _isAbandoned, _isStarted;

    public FakeProgram(FakeUserContext context, Action<FakeProgram> body)
    {
        _context = context;
        _body = body;
    }

    public AddressSpace Memory => _context.Space;

    public ref UserRegisters Registers => ref _context.Registers;

    public FakeUserContext Context => _context;

    /// <summary>Lets the program run until it needs the kernel; called by the kernel's thread.</summary>
    public UserExit Continue()
    {
        if (!_isStarted)
        {
            _isStarted = true;
            new Thread(Main) { IsBackground = true }.Start();
        }
        else
        {
            _toProgram.Release();
        }
        _toKernel.Wait();
        return _exit;
    }

    /// <summary>Ends the program wherever it is.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        _toProgram.Release();
    }

    /// <summary>Makes a system call.</summary>
    /// <returns>What RAX holds afterwards.</returns>
    public long Call(int number, ulong a0 = 0, ulong a1 = 0, ulong a2 = 0, ulong a3 = 0, ulong a4 = 0, ulong a5 = 0)
    {
        ref UserRegisters r = ref Registers;
        (r.Rax, r.Rdi, r.Rsi, r.Rdx, r.R10, r.R8, r.R9) = ((ulong)number, a0, a1, a2, a3, a4, a5);
        while (true)
        {
            r.Rip = AfterCall;
            Hand(new UserExit { Reason = UserExitReason.SystemCall });
            Handle();
            // Two bytes back: the kernel wants the call to be made again.
            if (r.Rip != CallAddress) return (long)r.Rax;
        }
    }

    /// <summary>Makes a system call that must succeed.</summary>
    public long Must(int number, ulong a0 = 0, ulong a1 = 0, ulong a2 = 0, ulong a3 = 0, ulong a4 = 0, ulong a5 = 0)
    {
        long result = Call(number, a0, a1, a2, a3, a4, a5);
        return result >= 0 ? result : throw new InvalidOperationException($"system call {number}: {(Errno)(-result)}");
    }

    /// <summary>Faults at an address.</summary>
    public void Fault(ulong address, Protection access)
    {
        Registers.Rip = AfterCall;
        Hand(new UserExit { Reason = UserExitReason.PageFault, Vector = 14, FaultAddress = address, Access = access });
        Handle();
    }

    /// <summary>Forks; the child runs a body of its own.</summary>
    public int Fork(Action<FakeProgram> child)
    {
        _context.ChildBody = child;
        return (int)Must(57);
    }

    /// <summary>Sets a signal handler.</summary>
    public void Handle(int signal, Action<FakeProgram, int> handler, ulong flags = 0)
    {
        const ulong HasRestorer = 0x0400_0000;
        ulong at = Data + 0xF000;
        Memory.Write(at, _context.Handlers.Add(handler));
        Memory.Write(at + 8, flags | HasRestorer);
        Memory.Write(at + 16, RestorerAddress);
        Memory.Write(at + 24, 0UL);
        Must(SignalAction, (ulong)signal, at, 0, 8);
    }

    /// <summary>Puts a NUL-terminated string into the program's memory.</summary>
    /// <returns>Its address.</returns>
    public ulong Text(string text, ulong offset = 0)
    {
        Memory.CopyOut(Data + offset, Encoding.Latin1.GetBytes(text + '\0'));
        return Data + offset;
    }

    private void Main()
    {
        try
        {
            _body(this);
            Call(ExitGroup, 0);
        }
        catch (AbandonedException)
        {
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception);
            try
            {
                Call(ExitGroup, 99);
            }
            catch (AbandonedException)
            {
            }
        }
    }

    private void Hand(UserExit exit)
    {
        _exit = exit;
        _toKernel.Release();
        _toProgram.Wait();
        if (_isAbandoned) throw new AbandonedException();
    }

    /// <summary>Runs the signal handlers that the kernel has put into the context, and returns from each as a real one would.</summary>
    private void Handle()
    {
        while (_context.Handlers.TryGet(Registers.Rip, out Action<FakeProgram, int>? handler))
        {
            ulong stack = Registers.Rsp;
            handler!(this, (int)Registers.Rdi);
            Memory.Read(stack, out ulong restorer);
            if (restorer != RestorerAddress) throw new InvalidOperationException("the frame's return address is not the restorer");
            Registers.Rsp = stack + sizeof(ulong);
            Registers.Rax = SignalReturn;
            Registers.Rip = RestorerAddress;
            Hand(new UserExit { Reason = UserExitReason.SystemCall });
        }
    }

    private sealed class AbandonedException : Exception;
}
