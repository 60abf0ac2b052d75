namespace LiOS.Nucleus.Diagnostics;

/// <summary>The nucleus' own text output: the first serial port and the screen.</summary>
internal static unsafe class Console
{
    private const int InputSize = 4096;

    private static Input s_input;
    private static uint s_inputHead, s_inputTail;

    /// <summary>Whether text goes to the serial port, and to the screen's first terminal.</summary>
    public static bool UsesSerial { get; set; } = true;

    public static bool UsesScreen { get; set; } = true;

    public static void Initialize()
    {
        SerialPort.Initialize(SerialPort.Com1);
        SerialPort.Initialize(SerialPort.Com2);
    }

    /// <summary>Lets received bytes interrupt.</summary>
    public static void EnableInput()
    {
        SerialPort.EnableReceiveInterrupt(SerialPort.Com1);
        Processor.InterruptController.Unmask(SerialPort.Com1Line);
    }

    public static void Write(byte* text, nuint length)
    {
        if (UsesSerial) WriteSerial(text, length);
        if (UsesScreen) Screen.Write(0, text, length);
    }

    /// <summary>Writes to the serial port alone.</summary>
    public static void WriteSerial(byte* text, nuint length)
    {
        for (nuint i = 0; i < length; i++) SerialPort.Write(SerialPort.Com1, text[i]);
    }

    public static void Write(string text)
    {
        for (int i = 0; i < text.Length; i++) WriteByte((byte)text[i]);
    }

    /// <summary>Writes a NUL-terminated string.</summary>
    public static void WriteBytes(byte* text)
    {
        nuint length = 0;
        while (text[length] != 0) length++;
        Write(text, length);
    }

    public static void WriteLine(string text)
    {
        Write(text);
        NewLine();
    }

    public static void NewLine()
    {
        WriteByte((byte)'\r');
        WriteByte((byte)'\n');
    }

    public static void WriteHex(ulong value, int digits = 16)
    {
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        {
            int digit = (int)(value >> shift) & 15;
            WriteByte((byte)(digit < 10 ? '0' + digit : 'a' + digit - 10));
        }
    }

    public static void WriteDecimal(ulong value)
    {
        byte* digits = stackalloc byte[20];
        int count = 0;
        do
        {
            digits[count++] = (byte)('0' + (value % 10));
            value /= 10;
        }
        while (value != 0);
        while (count > 0) WriteByte(digits[--count]);
    }

    /// <summary>Takes what the serial port has received into the input buffer; called by its interrupt.</summary>
    /// <returns>Whether anything came.</returns>
    public static bool Receive()
    {
        bool any = false;
        int value;
        while ((value = SerialPort.Read(SerialPort.Com1)) >= 0)
        {
            PutInput((byte)value);
            any = true;
        }

        return any;
    }

    /// <summary>Adds a byte of input; when the buffer is full the byte is lost, as on a real line.</summary>
    public static void PutInput(byte value)
    {
        if (s_inputHead - s_inputTail >= InputSize) return;
        fixed (Input* input = &s_input) input->Bytes[s_inputHead++ % InputSize] = value;
    }

    /// <summary>Takes input bytes.</summary>
    /// <returns>How many.</returns>
    public static int TakeInput(byte* buffer, int length)
    {
        int count = 0;
        fixed (Input* input = &s_input)
        {
            while (count < length && s_inputTail != s_inputHead) buffer[count++] = input->Bytes[s_inputTail++ % InputSize];
        }

        return count;
    }

    private static void WriteByte(byte value) => Write(&value, 1);

    private struct Input
    {
        public fixed byte Bytes[InputSize];
    }
}
