using System.Collections.Generic;
using System.Linq;
using LiOS.Nucleus.Keyboards;
using Xunit;

namespace LiOS.Tests.Nucleus;

/// <summary>The keyboard's driver on a controller made of C#: what it sets up, what it makes of scan codes, and what it survives.</summary>
public sealed class KeyboardTests
{
    private const byte Lost = 0x80, ScrollLight = 1, CapsLight = 4;

    private readonly SimulatedController _hardware = new();
    private KeyboardController<SimulatedController.Ports> _driver;

    public KeyboardTests() => _driver.Ports = _hardware.PortsOf();

    [Fact]
    public void Start_ChoosesTheSecondSetWithoutTranslation()
    {
        _hardware.Send(0x1C, 0xF0, 0x1C);
        Assert.True(_driver.Initialize());
        Assert.False(_driver.IsTranslated);
        Assert.Equal(2, _hardware.Set);
        Assert.True(_hardware.IsScanning);
        Assert.Equal(0x25, _hardware.Configuration);
        Assert.Empty(Receive());
    }

    [Fact]
    public void Start_FallsBackToTranslation()
    {
        _hardware.KnowsSets = false;
        Assert.True(_driver.Initialize());
        Assert.True(_driver.IsTranslated);
        Assert.True(_hardware.IsScanning);
        Assert.Equal(0x65, _hardware.Configuration);
        _hardware.Send(0x1E, 0x9E, 0xE0, 0x48, 0xE0, 0xC8);
        Assert.Equal([30, 30 + 128, 103, 103 + 128], Receive());
    }

    [Fact]
    public void Start_WithoutKeyboardWaitsForOne()
    {
        _hardware.HasKeyboard = false;
        Assert.True(_driver.Initialize());
        Assert.True(_driver.IsTranslated);
        _hardware.Send(0x1E);
        Assert.Equal([30], Receive());
    }

    [Fact]
    public void Start_RefusesWhatDoesNotWork()
    {
        _hardware.IsMissing = true;
        Assert.False(_driver.Initialize());
        Assert.False(_driver.Receive(out _));
        _hardware.IsMissing = false;
        _hardware.SelfTestResult = 0xFC;
        Assert.False(_driver.Initialize());
        _hardware.SelfTestResult = 0x55;
        _hardware.PortTestResult = 1;
        Assert.False(_driver.Initialize());
    }

    [Fact]
    public void Start_RepeatsWhatTheKeyboardMissed()
    {
        _hardware.Resends = 2;
        Assert.True(_driver.Initialize());
        Assert.False(_driver.IsTranslated);
    }

    // Press and release of A, Enter on the keypad, F7, Pause, the print key with its shift, with Alt, and Ctrl with Pause.
    [Theory]
    [InlineData(new byte[] { 0x1C, 0x1C, 0xF0, 0x1C }, new byte[] { 30, 30, 158 })]
    [InlineData(new byte[] { 0xE0, 0x5A, 0xE0, 0xF0, 0x5A }, new byte[] { 96, 224 })]
    [InlineData(new byte[] { 0x83, 0xF0, 0x83 }, new byte[] { 65, 193 })]
    [InlineData(new byte[] { 0xE1, 0x14, 0x77, 0xE1, 0xF0, 0x14, 0xF0, 0x77, 0x1C }, new byte[] { 119, 247, 30 })]
    [InlineData(new byte[] { 0xE0, 0x12, 0xE0, 0x7C, 0xE0, 0xF0, 0x7C, 0xE0, 0xF0, 0x12 }, new byte[] { 99, 227 })]
    [InlineData(new byte[] { 0x84, 0xF0, 0x84 }, new byte[] { 99, 227 })]
    [InlineData(new byte[] { 0xE0, 0x7E, 0xE0, 0xF0, 0x7E }, new byte[] { 119, 247 })]
    [InlineData(new byte[] { 0x13, 0xFF, 0x1C }, new byte[] { Lost, 30 })]
    [InlineData(new byte[] { 0xE0, 0x00, 0x1C }, new byte[] { Lost, 30 })]
    [InlineData(new byte[] { 0xF0, 0xAA, 0x1C }, new byte[] { Lost, 30 })]
    public void SecondSet_BecomesKeys(byte[] codes, byte[] keys)
    {
        Assert.True(_driver.Initialize());
        _hardware.Send(codes);
        Assert.Equal(keys, Receive());
    }

    /// <summary>Every key means the same in both sets: the controller's translation is known from the keys of set 1.</summary>
    [Fact]
    public void Sets_AgreeOnEveryKey()
    {
        HashSet<byte> seen = [];
        for (int code = 1; code < 0x85; code++)
        {
            byte first = ScanCodes.Translate((byte)code);
            if (first != 0) Assert.True(seen.Add(first) || first == 0x54, $"set 2 code {code:X2}");
        }

        int[] all = [.. Enumerable.Range(1, 0x53), 0x54, 0x56, 0x57, 0x58];
        Assert.DoesNotContain(all, code => ScanCodes.KeyOf((byte)code) == 0 || !seen.Contains((byte)code));
        Assert.Equal([96, 97, 98, 99, 100, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 119, 125, 126, 127],
            Enumerable.Range(0, 128).Select(code => (int)ScanCodes.ExtendedKeyOf((byte)code)).Where(key => key != 0).Order());
    }

    [Fact]
    public void Receive_SurvivesSpuriousInterruptsAndTheSecondPort()
    {
        Assert.True(_driver.Initialize());
        Assert.False(_driver.Receive(out byte key));
        Assert.Equal(0, key);
        _hardware.SendFromSecondPort(0x1C);
        _hardware.Send(0x1C);
        Assert.Equal([30], Receive());
    }

    [Fact]
    public void Lights_AreShownWhileKeysCome()
    {
        Assert.True(_driver.Initialize());
        _driver.ShowLights(CapsLight);
        _hardware.Send(0x1C);
        Assert.Equal([30], Receive());
        Assert.Equal([CapsLight], _hardware.Lights);
    }

    [Fact]
    public void Lights_FollowTheLastWishAndAreSentAgain()
    {
        Assert.True(_driver.Initialize());
        _hardware.Resends = 1;
        _driver.ShowLights(CapsLight);
        Assert.Empty(Receive());
        Assert.Equal([CapsLight], _hardware.Lights);

        _hardware.Silences = 1;
        _driver.ShowLights(0);
        Assert.Empty(Receive());
        Assert.Equal([CapsLight], _hardware.Lights);
        _driver.ShowLights(ScrollLight);
        Assert.Empty(Receive());
        Assert.Equal([CapsLight, ScrollLight], _hardware.Lights);

        // A keyboard that was plugged in anew gets them as well.
        _hardware.Send(0xAA);
        Assert.Equal([Lost], Receive());
        Assert.Equal([CapsLight, ScrollLight, ScrollLight], _hardware.Lights);
    }

    private List<byte> Receive()
    {
        List<byte> keys = [];
        while (_driver.Receive(out byte key))
        {
            if (key != 0) keys.Add(key);
        }

        return keys;
    }
}
