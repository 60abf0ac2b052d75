namespace LiOS.Kernel.Elf;

/// <summary>The keys of the auxiliary vector (getauxval(3)).</summary>
internal enum AuxiliaryEntry : ulong
{
#pragma warning disable CS1591 // The names are getauxval(3)'s own.
    End = 0,
    ProgramHeaders = 3,
    ProgramHeaderSize = 4,
    ProgramHeaderCount = 5,
    PageSize = 6,
    InterpreterBase = 7,
    Flags = 8,
    Entry = 9,
    UserId = 11,
    EffectiveUserId = 12,
    GroupId = 13,
    EffectiveGroupId = 14,
    Platform = 15,
    Capabilities = 16,
    ClockTick = 17,
    Secure = 23,
    Random = 25,
    Capabilities2 = 26,
    ExecutedName = 31,
    ClockLibrary = 33,
#pragma warning restore CS1591
}
