using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Images;
using Xunit;

namespace LiOS.Tests.Machine.Programs;

/// <summary>Debian's own programs, dynamically linked and unchanged, print inside what they print on the host.</summary>
[Trait("Category", "Machine")]
public class DistributionTests
{
    private const string Python = """
        import json, os, subprocess, sys, threading
        done = []
        threads = [threading.Thread(target=lambda n=n: done.append(n)) for n in range(8)]
        [t.start() for t in threads]
        [t.join() for t in threads]
        print(sorted(done), subprocess.run(['/bin/sh', '-c', 'echo inner; exit 3'], capture_output=True))
        r, w = os.pipe()
        if os.fork() == 0:
            os.write(w, b'child'); os._exit(5)
        print(os.read(r, 100), os.WEXITSTATUS(os.wait()[1]), json.dumps({'numbers': [n ** 20 for n in range(5)]}))
        open('/tmp/lios-python', 'w').write('x' * 100000); print(os.stat('/tmp/lios-python').st_size); os.remove('/tmp/lios-python')
        """;

    private const string Asyncio = """
        import asyncio, os, selectors, signal
        async def serve(reader, writer):
            writer.write(b'echo ' + await reader.readline()); await writer.drain(); writer.close()
        async def ask(word):
            reader, writer = await asyncio.open_unix_connection('/tmp/lios-asyncio')
            writer.write(word + b'\n'); await writer.drain()
            answer = await reader.readline(); writer.close(); await writer.wait_closed()
            return answer
        async def main():
            server = await asyncio.start_unix_server(serve, '/tmp/lios-asyncio')
            print(await asyncio.gather(*[ask(word) for word in (b'one', b'two', b'three')])); server.close()
            child = await asyncio.create_subprocess_exec('/bin/sh', '-c', 'cat; exit 4', stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
            print(await child.communicate(b'through a pipe'), child.returncode)
            rung = asyncio.Event(); asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, rung.set)
            os.kill(os.getpid(), signal.SIGUSR1); await asyncio.wait_for(rung.wait(), 30)
            try: await asyncio.wait_for(asyncio.sleep(1000), 0.05)
            except asyncio.TimeoutError: print('time is over')
        print(selectors.DefaultSelector.__name__)
        asyncio.run(main()); os.remove('/tmp/lios-asyncio')
        """;

    [Theory]
    [InlineData("/usr/bin/dash", "-c", "echo $((6*7)); for i in a b c; do echo $i | cat; done; trap 'echo bye' EXIT; (exit 4); echo $?")]
    [InlineData("/usr/bin/lua5.4", "-e", "local t = {} for i = 1, 100000 do t[i] = i * i end print(#t, t[500], string.format('%.15g', math.sin(1)), pcall(error, 'e'))")]
    [InlineData("/usr/bin/sqlite3", ":memory:", "create table t(a integer primary key, b text); insert into t select value, hex(value * 7) from generate_series(1, 2000); select count(*), sum(a), max(b) from t; pragma integrity_check;")]
    [InlineData("/usr/bin/strace", "-eexit_group", "-o/dev/stdout", "/bin/sh", "-c", "exit 3")]
    public Task Program(string path, params string[] arguments) => Compare(path, null, arguments);

    /// <summary>With asyncio it waits by epoll, talks over sockets of the family AF_UNIX and watches its child.</summary>
    [Theory]
    [InlineData(Python)]
    [InlineData(Asyncio)]
    public Task PythonWithItsLibrary(string program)
    {
        string path = new FileInfo("/usr/bin/python3").ResolveLinkTarget(true)!.FullName;
        return Compare(path, $"/usr/lib/{Path.GetFileName(path)}", ["-c", program]);
    }

    private static async Task Compare(string path, string? library, string[] arguments)
    {
        ProcessStartInfo start = new(path, arguments) { RedirectStandardOutput = true };
        using Process process = HostTool.Start(start);
        string expected = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        string folder = Directory.CreateTempSubdirectory("lios-distribution-").FullName;
        try
        {
            string ramdisk = Path.Combine(folder, "ramdisk.img");
            List<string> added = [$"{path}:{path}", .. SharedLibraries.Of(path).Select(file => $"{file}:{file}")];
            if (library is not null) added.AddRange(ModulesOf(library));
            ImageBuilder.MakeRamdisk(Guest.Settings.Root, ramdisk, [.. added]);
            string command = string.Join(' ', new[] { path }.Concat(arguments).Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
            await Guest.ExpectAsync(expected, process.ExitCode, command, Guest.Machine with { Megabytes = 512 }, Guest.Images with { Ramdisk = ramdisk });
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    // The standard library without what needs further shared libraries, tests, or compiled copies.
    private static IEnumerable<string> ModulesOf(string library) =>
        Directory.EnumerateFiles(library, "*.py")
            .Concat(new[] { "encodings", "json", "collections", "importlib", "re", "asyncio", "concurrent", "concurrent/futures", "logging" }.SelectMany(package => Directory.EnumerateFiles(Path.Combine(library, package), "*.py")))
            .Concat(new[] { "_json", "_asyncio", "_contextvars", "_queue" }.SelectMany(module => Directory.EnumerateFiles(Path.Combine(library, "lib-dynload"), module + ".*.so")))
            .Select(file => $"{file}:{file}");
}
