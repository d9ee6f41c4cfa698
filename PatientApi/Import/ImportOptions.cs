using System.ComponentModel.DataAnnotations;
using PatientApi.Contracts;

namespace PatientApi.Import;

/// <summary>Limits of an import.</summary>
internal sealed class ImportOptions
{
    public const string Section = "Import";
    public const int SmallestMaxLineBytes = 1024;
    public const int LargestMaxLineBytes = PatientLimits.MaxBytes;
    public const int LargestBatchSize = 1000;

    /// <summary>
    /// Longest line that is read, in bytes. Default and maximum: 1 MiB, because a stored patient has to fit into a
    /// response. A longer line is skipped and reported, without being held in memory.
    /// </summary>
    [Range(SmallestMaxLineBytes, LargestMaxLineBytes)]
    public int MaxLineBytes { get; set; } = PatientLimits.MaxBytes;

    /// <summary>
    /// Number of lines stored in one transaction. Default: 200. Smaller transactions lose fewer lines in a failure;
    /// larger ones are faster.
    /// </summary>
    [Range(1, LargestBatchSize)]
    public int BatchSize { get; set; } = 200;
}
