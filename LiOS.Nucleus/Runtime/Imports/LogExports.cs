using System.Runtime;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>The event log, to which the runtime reports unhandled exceptions: it is the console. The registry, which is empty.</summary>
internal static unsafe class LogExports
{
    [RuntimeExport("RegisterEventSourceW")]
    private static void* RegisterSource(char* server, char* source) => (void*)1;

    [RuntimeExport("DeregisterEventSource")]
    private static int DeregisterSource(void* source) => 1;

    [RuntimeExport("ReportEventW")]
    private static int Report(void* source, ushort kind, ushort category, uint id, void* user, ushort count, uint dataLength, char** texts, void* data)
    {
        for (int i = 0; i < count; i++)
        {
            WideText.Print(texts[i], WideText.Length(texts[i]));
            Console.NewLine();
        }

        return 1;
    }

    /// <summary>No key exists. Registry functions return their error.</summary>
    [RuntimeExport("RegOpenKeyExW")]
    private static uint OpenKey(void* key, char* name, uint options, uint access, void** result) => SystemError.FileNotFound;
}
