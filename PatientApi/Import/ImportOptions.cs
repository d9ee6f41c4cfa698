using System.ComponentModel.DataAnnotations;
using PatientApi.Contracts;

namespace PatientApi.Import;

/// <summary>The limits of an import.</summary>
internal sealed class ImportOptions
{
    public const string Section = "Import";
    public const int SmallestMaxLineBytes = 1024;
    public const int LargestMaxLineBytes = PatientLimits.MaxBytes;
    public const int LargestBatchSize = 1000;

    /// <summary>The longest line that is read, in bytes. Default and most: 1 MiB, because a patient that is stored has to fit into an answer. A longer one is skipped and reported, without being held in memory.</summary>
    [Range(SmallestMaxLineBytes, LargestMaxLineBytes)]
    public int MaxLineBytes { get; set; } = PatientLimits.MaxBytes;

    /// <summary>How many lines are stored in one transaction. Default: 200. The smaller, the less a failure takes along; the larger, the faster.</summary>
    [Range(1, LargestBatchSize)]
    public int BatchSize { get; set; } = 200;
}
