namespace System.Runtime;

/// <summary>The nucleus's core library has this attribute; on the host its sources need one of the same name.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RuntimeExportAttribute(string entryPoint) : Attribute
{
    public string EntryPoint => entryPoint;
}
