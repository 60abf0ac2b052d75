using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;

namespace LiOS.Emulation.Control;

/// <summary>What a suite of tests inside the machine brought.</summary>
public sealed class SuiteReport
{
    private const int DurationOffset = 2;

    /// <summary>Reads the report out of the frames that a machine sent.</summary>
    public SuiteReport(MachineOutcome outcome)
    {
        Outcome = outcome;
        Dictionary<int, SuiteTest> tests = [];
        foreach (ControlFrame frame in outcome.Frames)
        {
            int number = frame.TestNumber;
            switch (frame.Command)
            {
                case ControlCommand.SuiteStart:
                    Name = frame.GetText();
                    break;
                case ControlCommand.TestStart:
                    tests[number] = new(frame.GetText(DurationOffset), ControlCommand.TestStart, "it never ended", 0);
                    break;
                case ControlCommand.TestPass when tests.TryGetValue(number, out SuiteTest? test):
                    tests[number] = test with { Result = frame.Command, Message = "", Milliseconds = GetDuration(frame) };
                    break;
                case ControlCommand.TestFail or ControlCommand.TestSkip when tests.TryGetValue(number, out SuiteTest? test):
                    tests[number] = test with { Result = frame.Command, Message = frame.GetText(DurationOffset) };
                    break;
                case ControlCommand.SuiteEnd:
                    HasEnded = true;
                    break;
            }
        }

        Tests = [.. tests.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
    }

    /// <summary>How the machine ended.</summary>
    public MachineOutcome Outcome { get; }

    /// <summary>The suite's name; empty when it never started.</summary>
    public string Name { get; } = "";

    /// <summary>Whether the suite came to its end.</summary>
    public bool HasEnded { get; }

    /// <summary>Its tests, in the order in which they ran.</summary>
    public IReadOnlyList<SuiteTest> Tests { get; }

    /// <summary>Why the suite as a whole is not good: tests that failed, none at all, no end. Empty when it is good.</summary>
    public string Problems
    {
        get
        {
            List<string> problems = [.. Tests.Where(test => test.Result is ControlCommand.TestFail or ControlCommand.TestStart)
                .Select(test => $"{test.Name}: {test.Message}")];
            if (Tests.Count == 0)
                problems.Add("no test ran");

            if (!HasEnded)
                problems.Add("the suite did not end");

            return problems.Count == 0 ? "" : $"{string.Join('\n', problems)}\n{Outcome.Explain(60)}";
        }
    }

    private static uint GetDuration(ControlFrame frame)
        => frame.Payload.Length >= DurationOffset + sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(frame.Payload.Span[DurationOffset..]) : 0;
}
