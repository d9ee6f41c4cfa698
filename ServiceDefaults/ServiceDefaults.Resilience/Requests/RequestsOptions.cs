using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Requests;

/// <summary>How much of a request is read.</summary>
public sealed class RequestsOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Requests";

    /// <summary>The least that can be set: 1 MiB.</summary>
    public const long Least = 1024 * 1024;

    private const string LeastMessage =
        "it must be at least {1}. Set how many bytes a compressed body may hold "
        + "where its route has no limit of its own.";

    /// <summary>
    /// The most bytes that a compressed body is decompressed to where its route has no limit of the size of bodies, such as an import. A few kilobytes can hold
    /// gigabytes, which take no memory but time, so that a body without a limit must have one when it comes compressed. More is 413: send it uncompressed, or in parts.
    /// </summary>
    /// <value>The default is 256 MiB.</value>
    [Range(Least, long.MaxValue, ErrorMessage = LeastMessage)]
    public long MaxDecompressedBytes { get; set; } = 256 * 1024 * 1024;
}
