using System.Runtime.InteropServices;

namespace LiOS.Nucleus.Threading;

/// <summary>The little of the win64 process block that the runtime looks at: the list of loaded images, with one entry.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ProcessBlock
{
    private ulong _offset00, _offset08;

    /// <summary>Offset 10h.</summary>
    private void* _imageBase;

    /// <summary>Offset 18h.</summary>
    private LoaderData* _loader;

    private fixed ulong _rest[32];
    private LoaderData _loaderData;
    private LoaderEntry _entry;

    public void Prepare()
    {
        if (_loader != null) return;
        _imageBase = Boot.Images.Kernel->Base;
        fixed (LoaderData* data = &_loaderData)
        fixed (LoaderEntry* entry = &_entry)
        {
            _loader = data;
            data->Length = (uint)sizeof(LoaderData);
            data->Initialized = 1;
            data->LoadOrder.Forward = data->LoadOrder.Backward = &entry->LoadOrder;
            entry->LoadOrder.Forward = entry->LoadOrder.Backward = &data->LoadOrder;
            data->MemoryOrder.Forward = data->MemoryOrder.Backward = &entry->MemoryOrder;
            entry->MemoryOrder.Forward = entry->MemoryOrder.Backward = &data->MemoryOrder;
            data->InitializationOrder.Forward = data->InitializationOrder.Backward = &entry->InitializationOrder;
            entry->InitializationOrder.Forward = entry->InitializationOrder.Backward = &data->InitializationOrder;
            entry->ImageBase = _imageBase;
            entry->EntryPoint = (byte*)_imageBase + Boot.PortableExecutable.EntryPoint((byte*)_imageBase);
            entry->ImageSize = Boot.PortableExecutable.ImageSize((byte*)_imageBase);
        }
    }

    private struct ListEntry
    {
        public ListEntry* Forward, Backward;
    }

    private struct LoaderData
    {
        public uint Length, Initialized;
        public void* Handle;
        public ListEntry LoadOrder, MemoryOrder, InitializationOrder;
    }

    private struct LoaderEntry
    {
        public ListEntry LoadOrder, MemoryOrder, InitializationOrder;
        public void* ImageBase;
        public void* EntryPoint;
        public ulong ImageSize;
        private fixed ulong _names[16];
    }
}
