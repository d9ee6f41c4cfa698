using System.ComponentModel.DataAnnotations;
using PatientApi.Contracts;

namespace PatientGateway.Audit;

/// <summary>What to do with a request that cannot be recorded, because neither file nor API takes the entry.</summary>
internal enum AuditUnavailable
{
    /// <summary>Serve it. Its entry is kept in memory as long as there is room.</summary>
    Serve,

    /// <summary>Refuse it with 503.</summary>
    Refuse,
}

/// <summary>Settings of the audit trail, section <c>Audit</c>.</summary>
internal sealed class AuditOptions : IValidatableObject
{
    /// <summary>Name of the settings section.</summary>
    public const string Section = "Audit";

    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Secret of the chains: 32 characters or more, the same as that of the API. Required. The database must not have
    /// it.
    /// </summary>
    public string Key { get; set; } = "";

    /// <summary>
    /// Folder of the files that hold entries until the API has them. The default is <c>patient-gateway-audit</c> in the
    /// temporary folder; set it to one that survives a restart.
    /// </summary>
    [Required]
    public string Folder { get; set; } = Path.Combine(Path.GetTempPath(), "patient-gateway-audit");

    /// <summary>
    /// Number of accesses that wait for the file, and of entries that are kept in memory while there is none. The
    /// default is 10,000.
    /// </summary>
    [Range(100, 1_000_000)]
    public int BufferSize { get; set; } = 10_000;

    /// <summary>
    /// Longest time until an entry is in the file, where it survives the end of the process. The default is 0.2
    /// seconds; at most 1 second.
    /// </summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Interval at which the head of the chain is written to the log. The default is 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AnchorInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Size in bytes from which a new file begins; a file is deleted when the API has all its entries. The default is 4
    /// MiB.
    /// </summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int FileBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>What to do while neither file nor API takes entries. The default is to serve requests.</summary>
    public AuditUnavailable WhenUnavailable { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // By hand rather than by attribute: a message of an attribute would quote the secret.
        if (Key.Length < AuditChain.MinimumKeyLength)
        {
            yield return new($"{nameof(Key)} has {Key.Length} characters; set it to a secret of {AuditChain
                .MinimumKeyLength} characters or more, the same at the gateway and the API, such as `openssl rand "
                + "-base64 32` prints.");
        }

        if (FlushInterval <= TimeSpan.Zero || FlushInterval > LongestFlush)
        {
            yield return new($"{nameof(FlushInterval)} is {FlushInterval}; "
                + $"it must be more than 0 and at most {LongestFlush}, such as 00:00:00.2.");
        }
    }
}
