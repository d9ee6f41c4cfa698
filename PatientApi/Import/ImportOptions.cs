namespace PatientApi.Import;

/// <summary>The limits of an import.</summary>
internal sealed class ImportOptions
{
    public const string Section = "Import";
    public const int SmallestMaxLineBytes = 1024;
    public const int LargestMaxLineBytes = 16 * 1024 * 1024;
    public const int LargestBatchSize = 1000;

    /// <summary>The longest line that is read, in bytes. Default: 1 MiB. A longer one is skipped and reported, without being held in memory.</summary>
    public int MaxLineBytes { get; set; } = 1024 * 1024;

    /// <summary>How many lines are stored in one transaction. Default: 200. The smaller, the less a failure takes along; the larger, the faster.</summary>
    public int BatchSize { get; set; } = 200;
}
