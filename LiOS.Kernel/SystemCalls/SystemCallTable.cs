using LiOS.Kernel.SystemCalls.Events;
using LiOS.Kernel.SystemCalls.Files;
using LiOS.Kernel.SystemCalls.Memory;
using LiOS.Kernel.SystemCalls.Processes;
using LiOS.Kernel.SystemCalls.Sockets;
using LiOS.Kernel.SystemCalls.Time;

namespace LiOS.Kernel.SystemCalls;

/// <summary>Which method answers which system call, by the numbers of Linux for x86-64.</summary>
internal static class SystemCallTable
{
    private const int Size = 463;

    /// <summary>The rows by number.</summary>
    public static readonly SystemCallEntry[] Entries = Build();

    private static SystemCallEntry[] Build()
    {
        SystemCallEntry[] table = new SystemCallEntry[Size];
        AddLockless(table);
        AddFiles(table);
        AddEvents(table);
        AddMemory(table);
        AddProcesses(table);
        AddSignals(table);
        AddSystem(table);
        AddSockets(table);
        return table;
    }

    private static SystemCallEntry Locked(SystemCallHandler handler) => new(handler, true);

    /// <summary>
    /// Calls that need no lock: they touch nothing but the caller's own state, and no user memory, whose faults would.
    /// </summary>
    private static void AddLockless(SystemCallEntry[] table)
    {
        table[39] = new(IdentityCalls.GetProcessId, false); // getpid
        table[186] = new(IdentityCalls.GetThreadId, false); // gettid
        table[110] = new(IdentityCalls.GetParentId, false); // getppid
        table[102] = new(IdentityCalls.GetUserId, false); // getuid
        table[107] = new(IdentityCalls.GetEffectiveUserId, false); // geteuid
        table[104] = new(IdentityCalls.GetGroupId, false); // getgid
        table[108] = new(IdentityCalls.GetEffectiveGroupId, false); // getegid
        table[111] = new(IdentityCalls.GetOwnProcessGroup, false); // getpgrp
        table[122] = new(IdentityCalls.SetFileSystemUser, false); // setfsuid
        table[123] = new(IdentityCalls.SetFileSystemGroup, false); // setfsgid
        table[95] = new(DirectoryCalls.SetMask, false); // umask
        table[24] = new(SystemInformationCalls.Yield, false); // sched_yield
        table[324] = new(SystemInformationCalls.Barrier, false); // membarrier
        table[273] = new(ProcessCalls.SetRobustList, false); // set_robust_list
        table[334] = new(SystemInformationCalls.Refuse, false); // rseq
        table[239] = new(SystemInformationCalls.Refuse, false); // get_mempolicy
    }

    private static void AddFiles(SystemCallEntry[] table)
    {
        table[0] = Locked(IoCalls.Read); // read
        table[1] = Locked(IoCalls.Write); // write
        table[2] = Locked(DescriptorCalls.Open); // open
        table[3] = Locked(DescriptorCalls.Close); // close
        table[4] = Locked(StatusCalls.Status); // stat
        table[5] = Locked(StatusCalls.DescriptorStatus); // fstat
        table[6] = Locked(StatusCalls.LinkStatus); // lstat
        table[7] = Locked(PollCalls.Poll); // poll
        table[8] = Locked(IoCalls.Seek); // lseek
        table[16] = Locked(DescriptorCalls.DeviceControl); // ioctl
        table[17] = Locked(IoCalls.ReadAt); // pread64
        table[18] = Locked(IoCalls.WriteAt); // pwrite64
        table[19] = Locked(IoCalls.ReadVectors); // readv
        table[20] = Locked(IoCalls.WriteVectors); // writev
        table[21] = Locked(StatusCalls.Access); // access
        table[22] = Locked(DescriptorCalls.Pipe); // pipe
        table[23] = Locked(PollCalls.Select); // select
        table[32] = Locked(DescriptorCalls.Duplicate); // dup
        table[33] = Locked(DescriptorCalls.Duplicate2); // dup2
        table[40] = Locked(IoCalls.SendFile); // sendfile
        table[72] = Locked(DescriptorCalls.Control); // fcntl
        table[73] = Locked(RecordLockCalls.Lock); // flock
        table[74] = Locked(AttributeCalls.Synchronize); // fsync
        table[75] = Locked(AttributeCalls.Synchronize); // fdatasync
        table[76] = Locked(AttributeCalls.Truncate); // truncate
        table[77] = Locked(AttributeCalls.TruncateDescriptor); // ftruncate
        table[79] = Locked(DirectoryCalls.GetWorkingDirectory); // getcwd
        table[80] = Locked(DirectoryCalls.Change); // chdir
        table[81] = Locked(DirectoryCalls.ChangeToDescriptor); // fchdir
        table[82] = Locked(NameCalls.Rename); // rename
        table[83] = Locked(NameCalls.MakeDirectory); // mkdir
        table[84] = Locked(NameCalls.RemoveDirectory); // rmdir
        table[85] = Locked(DescriptorCalls.Create); // creat
        table[86] = Locked(NameCalls.Link); // link
        table[87] = Locked(NameCalls.Unlink); // unlink
        table[88] = Locked(NameCalls.MakeSymbolicLink); // symlink
        table[89] = Locked(StatusCalls.ReadLink); // readlink
        table[90] = Locked(AttributeCalls.ChangeMode); // chmod
        table[91] = Locked(AttributeCalls.ChangeDescriptorMode); // fchmod
        table[92] = Locked(AttributeCalls.ChangeOwner); // chown
        table[93] = Locked(AttributeCalls.ChangeDescriptorOwner); // fchown
        table[94] = Locked(AttributeCalls.ChangeLinkOwner); // lchown
        table[132] = Locked(AttributeCalls.SetSecondTimes); // utime
        table[133] = Locked(NameCalls.MakeNode); // mknod
        table[137] = Locked(StatusCalls.FileSystemStatus); // statfs
        table[138] = Locked(StatusCalls.DescriptorFileSystemStatus); // fstatfs
        table[161] = Locked(DirectoryCalls.ChangeRoot); // chroot
        table[162] = Locked(AttributeCalls.SynchronizeAll); // sync
        table[165] = Locked(MountCalls.Mount); // mount
        table[166] = Locked(MountCalls.Unmount); // umount2
        table[217] = Locked(DirectoryCalls.Read); // getdents64
        table[221] = Locked(AttributeCalls.Advise); // fadvise64
        table[235] = Locked(AttributeCalls.SetMicrosecondTimes); // utimes
        table[257] = Locked(DescriptorCalls.OpenAt); // openat
        table[258] = Locked(NameCalls.MakeDirectoryAt); // mkdirat
        table[259] = Locked(NameCalls.MakeNodeAt); // mknodat
        table[260] = Locked(AttributeCalls.ChangeOwnerAt); // fchownat
        table[261] = Locked(AttributeCalls.SetTimesAt); // futimesat
        table[262] = Locked(StatusCalls.StatusAt); // newfstatat
        table[263] = Locked(NameCalls.UnlinkAt); // unlinkat
        table[264] = Locked(NameCalls.RenameAt); // renameat
        table[265] = Locked(NameCalls.LinkAt); // linkat
        table[266] = Locked(NameCalls.MakeSymbolicLinkAt); // symlinkat
        table[267] = Locked(StatusCalls.ReadLinkAt); // readlinkat
        table[268] = Locked(AttributeCalls.ChangeModeAt); // fchmodat
        table[269] = Locked(StatusCalls.AccessAt); // faccessat
        table[270] = Locked(PollCalls.SelectWithMask); // pselect6
        table[271] = Locked(PollCalls.PollWithMask); // ppoll
        table[275] = Locked(SpliceCalls.Splice); // splice
        table[276] = Locked(SpliceCalls.Tee); // tee
        table[280] = Locked(AttributeCalls.SetTimes); // utimensat
        table[285] = Locked(AttributeCalls.Allocate); // fallocate
        table[292] = Locked(DescriptorCalls.Duplicate3); // dup3
        table[293] = Locked(DescriptorCalls.Pipe2); // pipe2
        table[295] = Locked(IoCalls.ReadVectorsAt); // preadv
        table[296] = Locked(IoCalls.WriteVectorsAt); // pwritev
        table[306] = Locked(AttributeCalls.SynchronizeFileSystem); // syncfs
        table[316] = Locked(NameCalls.RenameAt2); // renameat2
        table[326] = Locked(IoCalls.CopyRange); // copy_file_range
        table[332] = Locked(StatusCalls.ExtendedStatus); // statx
        table[436] = Locked(DescriptorCalls.CloseRange); // close_range
        table[439] = Locked(StatusCalls.AccessAt2); // faccessat2
        table[452] = Locked(AttributeCalls.ChangeModeAt2); // fchmodat2
    }

    private static void AddEvents(SystemCallEntry[] table)
    {
        table[213] = Locked(EpollCalls.Create); // epoll_create
        table[232] = Locked(EpollCalls.Wait); // epoll_wait
        table[233] = Locked(EpollCalls.Control); // epoll_ctl
        table[253] = Locked(InotifyCalls.Make); // inotify_init
        table[254] = Locked(InotifyCalls.Watch); // inotify_add_watch
        table[255] = Locked(InotifyCalls.Unwatch); // inotify_rm_watch
        table[281] = Locked(EpollCalls.WaitWithMask); // epoll_pwait
        table[282] = Locked(EventCalls.MakeSignals); // signalfd
        table[283] = Locked(EventCalls.MakeTimer); // timerfd_create
        table[284] = Locked(EventCalls.MakeCounter); // eventfd
        table[286] = Locked(EventCalls.SetTimer); // timerfd_settime
        table[287] = Locked(EventCalls.GetTimer); // timerfd_gettime
        table[289] = Locked(EventCalls.MakeSignalsWithFlags); // signalfd4
        table[290] = Locked(EventCalls.MakeCounterWithFlags); // eventfd2
        table[291] = Locked(EpollCalls.CreateWithFlags); // epoll_create1
        table[294] = Locked(InotifyCalls.MakeWithFlags); // inotify_init1
        table[319] = Locked(SealCalls.MakeFile); // memfd_create
        table[424] = Locked(ProcessFileCalls.SendSignal); // pidfd_send_signal
        table[434] = Locked(ProcessFileCalls.Open); // pidfd_open
        table[438] = Locked(ProcessFileCalls.GetFile); // pidfd_getfd
        table[441] = Locked(EpollCalls.WaitWithTime); // epoll_pwait2
    }

    private static void AddMemory(SystemCallEntry[] table)
    {
        table[9] = Locked(MemoryCalls.Map); // mmap
        table[10] = Locked(MemoryCalls.Protect); // mprotect
        table[11] = Locked(MemoryCalls.Unmap); // munmap
        table[12] = Locked(MemoryCalls.SetBreak); // brk
        table[25] = Locked(MemoryCalls.Remap); // mremap
        table[26] = Locked(MemoryAdviceCalls.Synchronize); // msync
        table[27] = Locked(MemoryAdviceCalls.Residency); // mincore
        table[28] = Locked(MemoryAdviceCalls.Advise); // madvise
        table[29] = Locked(SharedSegmentCalls.Get); // shmget
        table[30] = Locked(SharedSegmentCalls.Attach); // shmat
        table[31] = Locked(SharedSegmentCalls.Control); // shmctl
        table[67] = Locked(SharedSegmentCalls.Detach); // shmdt
        table[149] = Locked(MemoryLockCalls.Lock); // mlock
        table[150] = Locked(MemoryLockCalls.Unlock); // munlock
        table[151] = Locked(MemoryLockCalls.LockAll); // mlockall
        table[152] = Locked(MemoryLockCalls.UnlockAll); // munlockall
        table[310] = Locked(ForeignMemoryCalls.Read); // process_vm_readv
        table[311] = Locked(ForeignMemoryCalls.Write); // process_vm_writev
        table[325] = Locked(MemoryLockCalls.LockWithFlags); // mlock2
        table[135] = Locked(MemoryCalls.SetPersonality); // personality
    }

    private static void AddProcesses(SystemCallEntry[] table)
    {
        table[56] = Locked(ProcessCalls.Clone); // clone
        table[57] = Locked(ProcessCalls.Fork); // fork
        table[58] = Locked(ProcessCalls.Vfork); // vfork
        table[59] = Locked(ProcessCalls.Execute); // execve
        table[60] = Locked(ProcessCalls.Exit); // exit
        table[61] = Locked(ProcessCalls.Wait); // wait4
        table[97] = Locked(LimitCalls.Get); // getrlimit
        table[98] = Locked(LimitCalls.GetUsage); // getrusage
        table[101] = Locked(TraceCalls.Control); // ptrace
        table[105] = Locked(IdentityCalls.SetUser); // setuid
        table[106] = Locked(IdentityCalls.SetGroup); // setgid
        table[109] = Locked(IdentityCalls.SetProcessGroup); // setpgid
        table[112] = Locked(IdentityCalls.MakeSession); // setsid
        table[113] = Locked(IdentityCalls.SetRealAndEffectiveUser); // setreuid
        table[114] = Locked(IdentityCalls.SetRealAndEffectiveGroup); // setregid
        table[115] = Locked(IdentityCalls.GetGroups); // getgroups
        table[116] = Locked(IdentityCalls.SetGroups); // setgroups
        table[117] = Locked(IdentityCalls.SetAllUsers); // setresuid
        table[118] = Locked(IdentityCalls.GetAllUsers); // getresuid
        table[119] = Locked(IdentityCalls.SetAllGroups); // setresgid
        table[120] = Locked(IdentityCalls.GetAllGroups); // getresgid
        table[121] = Locked(IdentityCalls.GetProcessGroup); // getpgid
        table[124] = Locked(IdentityCalls.GetSession); // getsid
        table[157] = Locked(LimitCalls.Control); // prctl
        table[158] = Locked(ProcessCalls.SetSegmentBase); // arch_prctl
        table[160] = Locked(LimitCalls.Set); // setrlimit
        table[202] = Locked(FutexCalls.Operate); // futex
        table[218] = Locked(ProcessCalls.SetThreadIdAddress); // set_tid_address
        table[231] = Locked(ProcessCalls.ExitGroup); // exit_group
        table[247] = Locked(ProcessCalls.WaitById); // waitid
        table[274] = Locked(FutexCalls.GetRobustList); // get_robust_list
        table[302] = Locked(LimitCalls.GetAndSet); // prlimit64
        table[322] = Locked(ProcessCalls.ExecuteAt); // execveat
        table[435] = Locked(ProcessCalls.Clone3); // clone3
    }

    private static void AddSignals(SystemCallEntry[] table)
    {
        table[13] = Locked(SignalCalls.SetAction); // rt_sigaction
        table[14] = Locked(SignalCalls.SetMask); // rt_sigprocmask
        table[15] = Locked(SignalCalls.Return); // rt_sigreturn
        table[34] = Locked(SignalCalls.Pause); // pause
        table[36] = Locked(TimeCalls.GetTimer); // getitimer
        table[37] = Locked(TimeCalls.Alarm); // alarm
        table[38] = Locked(TimeCalls.SetTimer); // setitimer
        table[62] = Locked(SignalCalls.Kill); // kill
        table[127] = Locked(SignalCalls.GetPending); // rt_sigpending
        table[128] = Locked(SignalCalls.TimedWait); // rt_sigtimedwait
        table[129] = Locked(SignalCalls.Queue); // rt_sigqueueinfo
        table[130] = Locked(SignalCalls.Suspend); // rt_sigsuspend
        table[131] = Locked(SignalCalls.SetAlternateStack); // sigaltstack
        table[200] = Locked(SignalCalls.KillAnyThread); // tkill
        table[222] = Locked(TimerCalls.Make); // timer_create
        table[223] = Locked(TimerCalls.Set); // timer_settime
        table[224] = Locked(TimerCalls.Get); // timer_gettime
        table[225] = Locked(TimerCalls.GetOverrun); // timer_getoverrun
        table[226] = Locked(TimerCalls.Delete); // timer_delete
        table[234] = Locked(SignalCalls.KillThread); // tgkill
        table[297] = Locked(SignalCalls.QueueThread); // rt_tgsigqueueinfo
    }

    private static void AddSystem(SystemCallEntry[] table)
    {
        table[35] = Locked(TimeCalls.Sleep); // nanosleep
        table[63] = Locked(SystemInformationCalls.GetNames); // uname
        table[96] = Locked(TimeCalls.GetTimeOfDay); // gettimeofday
        table[99] = Locked(SystemInformationCalls.GetInformation); // sysinfo
        table[100] = Locked(TimeCalls.GetTimes); // times
        table[103] = Locked(LogCalls.Control); // syslog
        table[140] = Locked(PriorityCalls.Get); // getpriority
        table[141] = Locked(PriorityCalls.Set); // setpriority
        table[142] = Locked(SchedulerCalls.SetParameter); // sched_setparam
        table[143] = Locked(SchedulerCalls.GetParameter); // sched_getparam
        table[144] = Locked(SchedulerCalls.Set); // sched_setscheduler
        table[145] = Locked(SchedulerCalls.Get); // sched_getscheduler
        table[146] = Locked(SchedulerCalls.GetHighest); // sched_get_priority_max
        table[147] = Locked(SchedulerCalls.GetLowest); // sched_get_priority_min
        table[148] = Locked(SchedulerCalls.GetInterval); // sched_rr_get_interval
        table[164] = Locked(TimeCalls.SetClock); // settimeofday
        table[169] = Locked(SystemInformationCalls.Reboot); // reboot
        table[170] = Locked(SystemInformationCalls.SetHostName); // sethostname
        table[171] = Locked(SystemInformationCalls.SetDomainName); // setdomainname
        table[201] = Locked(TimeCalls.GetSeconds); // time
        table[203] = Locked(SystemInformationCalls.SetAffinity); // sched_setaffinity
        table[204] = Locked(SystemInformationCalls.GetAffinity); // sched_getaffinity
        table[227] = Locked(TimeCalls.SetClock); // clock_settime
        table[228] = Locked(TimeCalls.GetClock); // clock_gettime
        table[229] = Locked(TimeCalls.GetResolution); // clock_getres
        table[230] = Locked(TimeCalls.SleepByClock); // clock_nanosleep
        table[309] = Locked(SystemInformationCalls.GetCpu); // getcpu
        table[318] = Locked(SystemInformationCalls.GetRandom); // getrandom
    }

    private static void AddSockets(SystemCallEntry[] table)
    {
        table[41] = Locked(SocketCalls.Make); // socket
        table[42] = Locked(SocketCalls.Connect); // connect
        table[43] = Locked(SocketCalls.Accept); // accept
        table[44] = Locked(SocketMessageCalls.SendTo); // sendto
        table[45] = Locked(SocketMessageCalls.ReceiveFrom); // recvfrom
        table[46] = Locked(SocketMessageCalls.SendMessage); // sendmsg
        table[47] = Locked(SocketMessageCalls.ReceiveMessage); // recvmsg
        table[48] = Locked(SocketCalls.ShutDown); // shutdown
        table[49] = Locked(SocketCalls.Bind); // bind
        table[50] = Locked(SocketCalls.Listen); // listen
        table[51] = Locked(SocketCalls.GetName); // getsockname
        table[52] = Locked(SocketCalls.GetPeerName); // getpeername
        table[53] = Locked(SocketCalls.MakePair); // socketpair
        table[54] = Locked(SocketOptionCalls.Set); // setsockopt
        table[55] = Locked(SocketOptionCalls.Get); // getsockopt
        table[288] = Locked(SocketCalls.AcceptWithFlags); // accept4
        table[299] = Locked(SocketMessageCalls.ReceiveMessages); // recvmmsg
        table[307] = Locked(SocketMessageCalls.SendMessages); // sendmmsg
    }
}
