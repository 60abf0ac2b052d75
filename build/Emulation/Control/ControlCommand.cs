namespace LiOS.Emulation.Control;

/// <summary>
/// The kind of a frame on the control line. 100 to 106 are those of Cosmos's UART test protocol (Cosmos generation 3,
/// kernel tests), whose payloads they share; the others are LiOS's own.
/// </summary>
public enum ControlCommand
{
    /// <summary>A suite begins; payload: its name.</summary>
    SuiteStart = 100,

    /// <summary>A test begins; payload: its number (uint16), then its name.</summary>
    TestStart = 101,

    /// <summary>A test passed; payload: its number (uint16), then its duration in milliseconds (uint32).</summary>
    TestPass = 102,

    /// <summary>A test failed; payload: its number (uint16), then the reason.</summary>
    TestFail = 103,

    /// <summary>A test was left out; payload: its number (uint16), then the reason.</summary>
    TestSkip = 104,

    /// <summary>A suite ended; payload: how many tests there were, passed and failed (three uint16).</summary>
    SuiteEnd = 105,

    /// <summary>The processor architecture; payload: one byte.</summary>
    Architecture = 106,

    /// <summary>The machine is about to be switched off; payload: the exit status (int32).</summary>
    ExitStatus = 120,

    /// <summary>A record of the kernel's log; payload: its level (one byte), nanoseconds since boot (uint64), the text.</summary>
    LogRecord = 121,
}
