namespace ServiceDefaults.ServiceIdentity;

/// <summary>The identity of this service.</summary>
public sealed class ServiceIdentityOptions
{
    /// <summary>
    /// The name in <see cref="ServiceIdentityHeader"/>, by which callers identify this service; set in code.
    /// </summary>
    /// <value>The default is <see langword="null"/>: no response carries the header.</value>
    public string? Service { get; set; }
}
