using System.Collections.Generic;
using LiOS.Kernel.Files;

namespace LiOS.Kernel.Sockets;

/// <summary>Open files on their way from one process to another (SCM_RIGHTS), each with a reference.</summary>
/// <param name="Files">The files.</param>
/// <param name="UserId">Who sent them.</param>
internal sealed record PassedFiles(IReadOnlyList<OpenFile> Files, uint UserId);
