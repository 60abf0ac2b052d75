using System;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Images;
using Xunit;

namespace LiOS.Tests.Machine.MemoryUse;

/// <summary>Memory made visible: /proc/lios, /proc/PID/gaps and memmap.</summary>
[Trait("Category", "Machine")]
public class MemoryMapTests
{
    [Fact]
    public Task Frames_AreShownByHolder() => Guest.ExpectAsync(
        "12\n16\nok\n", 0,
        "grep -c ' kB ' /proc/lios/frames; grep -c '^[0-9a-f]\\{12\\} ' /proc/lios/frames; awk '$1 == \"u\" && $2 > 0 { print \"ok\" }' /proc/lios/frames");

    [Fact]
    public Task Layout_StartsWithPrograms_AndEndsWithTheDirectMap() => Guest.ExpectAsync(
        "0000000000010000-0000700000000000 programs\nffff840000000000-ffff880000000000 direct map\n", 0,
        "sed -n '1p;$p' /proc/lios/layout | awk '{ print $1, $4, $5 }' | sed 's/ $//'");

    /// <summary>Regions and gaps, sorted, follow one another without hole or overlap.</summary>
    [Fact]
    public Task RegionsAndGaps_TileTheSpace() => Guest.ExpectAsync(
        "10000\n700000000000\n", 0,
        "p=$$; cat /proc/$p/maps /proc/$p/gaps | awk '{ split($1, r, \"-\"); s = r[1]; while (length(s) < 12) s = 0 s; print s, r[1], r[2] }' | sort"
        + " | awk 'NR == 1 { sub(/^0*/, \"\", $2); print $2 } NR > 1 && $2 != end { print \"hole\", end, $2 } { end = $3 } END { print end }'");

    [Fact]
    public Task Memmap_DrawsMemoryAndAProcess() => Guest.ExpectAsync(
        "ok\n", 0, "memmap $$ > /tmp/map && grep -q '█' /tmp/map && grep -q 'stack' /tmp/map && echo ok");

    /// <summary>Under the two rows of watch, on a screen of 25 rows and 80 columns.</summary>
    [Fact]
    public Task Memmap_FitsOnAScreen() => Guest.ExpectAsync(
        "23\n80\n", 0, "memmap > /tmp/map; wc -l < /tmp/map; tr -d '\\033' < /tmp/map | sed 's/\\[[0-9]*m//g; s/█/x/g; s/░/x/g' | awk '{ if (length($0) > n) n = length($0) } END { print (n <= 80 ? 80 : n) }'");

    [Fact]
    public async Task AddressSpace_IsPrintedAtBoot_OnRequest()
    {
        BootImages images = Guest.Images with { BootLine = Guest.Images.BootLine + " log=mm:debug" };
        (MachineOutcome outcome, _) = await Guest.RunAsync("true", images: images);
        foreach (string part in (string[])["ffff840000000000", "direct map", "managed heap", "kernel heap", "usable"])
            Assert.Contains(part, outcome.Log, StringComparison.OrdinalIgnoreCase);
    }
}
