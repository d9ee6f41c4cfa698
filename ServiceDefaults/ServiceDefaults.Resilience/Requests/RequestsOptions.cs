using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Requests;

/// <summary>How much of a request is read.</summary>
public sealed class RequestsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Requests";

    /// <summary>The minimum of <see cref="MaxDecompressedBytes"/>: 1 MiB.</summary>
    public const long Least = 1024 * 1024;

    private const string LeastMessage =
        "it must be at least {1}. Set how many bytes a compressed body may hold "
        + "where its route has no limit of its own.";

    /// <summary>
    /// The maximum size of a compressed body after decompression, in bytes. It matters where the route has no smaller
    /// limit of its own, as with an import: a few kilobytes can hold gigabytes, which take no memory but time, so a
    /// compressed body always needs a limit. A larger body is 413: send it uncompressed, or in parts.
    /// </summary>
    /// <value>The default is 256 MiB.</value>
    [Range(Least, long.MaxValue, ErrorMessage = LeastMessage)]
    public long MaxDecompressedBytes { get; set; } = 256 * 1024 * 1024;
}
