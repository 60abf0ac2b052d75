using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace LiOS.KernelTests;

/// <summary>Runs tests one after the other and reports them in Cosmos's UART test protocol.</summary>
internal sealed class SuiteRunner(SuiteHost host)
{
    private const byte SuiteStart = 100, TestStart = 101, TestPass = 102, TestFail = 103, TestSkip = 104, SuiteEnd = 105;

    /// <summary>Runs a suite.</summary>
    /// <returns>How many tests failed.</returns>
    public int Run(string name, ReadOnlySpan<Test> tests)
    {
        Send(SuiteStart, Encoding.UTF8.GetBytes(name));
        int passed = 0, failed = 0;
        for (int i = 0; i < tests.Length; i++)
        {
            ushort number = (ushort)(i + 1);
            Send(TestStart, Payload(number, Encoding.UTF8.GetBytes(tests[i].Name)));
            if (host.WhyNotAll(tests[i].Needs) is { } reason)
            {
                Send(TestSkip, Payload(number, Encoding.UTF8.GetBytes(reason)));
                continue;
            }

            long start = Stopwatch.GetTimestamp();
            try
            {
                tests[i].Body();
                byte[] duration = new byte[4];
                BinaryPrimitives.WriteUInt32LittleEndian(duration, (uint)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                Send(TestPass, Payload(number, duration));
                passed++;
            }
            catch (Exception error)
            {
                failed++;
                Send(TestFail, Payload(number, Encoding.UTF8.GetBytes(error.ToString())));
            }
        }

        byte[] totals = new byte[6];
        BinaryPrimitives.WriteUInt16LittleEndian(totals, (ushort)tests.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(totals.AsSpan(2), (ushort)passed);
        BinaryPrimitives.WriteUInt16LittleEndian(totals.AsSpan(4), (ushort)failed);
        Send(SuiteEnd, totals);
        host.Report([0xDE, 0xAD, 0xBE, 0xEF, 0xCA, 0xFE, 0xBA, 0xBE]);
        return failed;
    }

    private static byte[] Payload(ushort number, byte[] rest)
    {
        byte[] payload = new byte[2 + rest.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(payload, number);
        rest.CopyTo(payload, 2);
        return payload;
    }

    private void Send(byte command, byte[] payload)
    {
        byte[] frame = new byte[7 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, 0x07087419);
        frame[4] = command;
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(5), (ushort)payload.Length);
        payload.CopyTo(frame, 7);
        host.Report(frame);
    }
}
