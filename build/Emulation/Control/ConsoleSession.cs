using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;

namespace LiOS.Emulation.Control;

/// <summary>Somebody at a machine's console: waits for text, types, looks at the answer. Disposing it ends the machine.</summary>
public sealed class ConsoleSession : IDisposable
{
    /// <summary>The shell's prompt after login.</summary>
    public const string Prompt = "~ # ";

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(10);
    private readonly TerminalText _text = new();
    private readonly Lock _lock = new();
    private readonly TimeSpan _patience;
    private readonly Task _pump;
    private int _seen;

    /// <summary>Boots a machine and takes its console.</summary>
    /// <param name="root">The root of the working copy.</param>
    /// <param name="options">The machine.</param>
    /// <param name="images">What it boots.</param>
    /// <param name="patience">How long to wait for any one answer.</param>
    public ConsoleSession(string root, MachineOptions options, BootImages images, TimeSpan patience)
    {
        _patience = patience;
        Machine = VirtualMachine.Start(root, options, images);
        _pump = PumpAsync();
    }

    /// <summary>The machine.</summary>
    public VirtualMachine Machine { get; }

    /// <summary>All plain text so far.</summary>
    public string Transcript
    {
        get
        {
            lock (_lock)
                return _text.From(0);
        }
    }

    /// <summary>Waits until a text has come since the last wait.</summary>
    /// <returns>What came before the text.</returns>
    /// <exception cref="TimeoutException">It did not come in time, or the machine ended before; the message holds the transcript.</exception>
    public async Task<string> ExpectAsync(string text)
    {
        DateTime end = DateTime.UtcNow + _patience;
        while (true)
        {
            bool isLast = _pump.IsCompleted || DateTime.UtcNow > end;
            lock (_lock)
            {
                string news = _text.From(_seen);
                int at = news.IndexOf(text, StringComparison.Ordinal);
                if (at >= 0)
                {
                    _seen += at + text.Length;
                    return news[..at];
                }
            }

            if (isLast)
                throw new TimeoutException($"'{text}' did not come. {(_pump.IsCompleted ? "The machine ended." : "")} {Machine.Errors}\n{Transcript}");

            await Task.Delay(s_poll);
        }
    }

    /// <summary>Types.</summary>
    public async Task TypeAsync(string text)
    {
        await Machine.Input.WriteAsync(Encoding.UTF8.GetBytes(text));
        await Machine.Input.FlushAsync();
    }

    /// <summary>Types a command line at the prompt and waits for the next prompt.</summary>
    /// <returns>What came in between, without the echo of the line.</returns>
    public async Task<string> RunAsync(string command)
    {
        await TypeAsync(command + "\n");
        await ExpectAsync(command + "\n");
        return await ExpectAsync(Prompt);
    }

    /// <summary>Waits for the machine to be switched off.</summary>
    /// <returns>Its exit status.</returns>
    /// <exception cref="TimeoutException">It was not switched off in time, or ended otherwise; the message holds the transcript.</exception>
    public async Task<int> ExpectPowerOffAsync()
    {
        bool hasExited = await Machine.WaitForExitAsync(_patience);
        Machine.ReadControl();
        return hasExited && Machine.ExitStatus >= 0
            ? Machine.ExitStatus
            : throw new TimeoutException($"The machine was not switched off (status {Machine.ExitStatus}).\n{Transcript}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Machine.Stop();
        _pump.Wait();
        Machine.Dispose();
    }

    private async Task PumpAsync()
    {
        byte[] buffer = new byte[4096];
        try
        {
            int count;
            while ((count = await Machine.Output.ReadAsync(buffer)) > 0)
                lock (_lock)
                    _text.Add(buffer[..count]);
        }
        catch (IOException)
        {
            // The emulator was ended while it held the line.
        }
    }
}
