namespace LiOS.Emulation.Control;

/// <summary>One test that ran inside the machine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Result">What the machine said of it: pass, fail or skip; <see cref="ControlCommand.TestStart"/> when it never ended.</param>
/// <param name="Message">Why it failed or was left out; empty for a test that passed.</param>
/// <param name="Milliseconds">How long it took, on the machine's clock.</param>
public sealed record SuiteTest(string Name, ControlCommand Result, string Message, uint Milliseconds);
