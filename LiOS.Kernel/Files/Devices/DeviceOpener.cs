using LiOS.Machine;

namespace LiOS.Kernel.Files.Devices;

/// <summary>Opens a device.</summary>
/// <param name="inode">The node it was opened by, on whatever file system that lies.</param>
/// <param name="flags">The O_ flags.</param>
/// <param name="file">The open file, with one reference.</param>
/// <returns>None or an error of open(2).</returns>
public delegate Errno DeviceOpener(Inode inode, OpenFlags flags, out OpenFile? file);
