namespace PatientApi.Import;

/// <summary>The limits of an import.</summary>
internal sealed class ImportOptions
{
    public const string Section = "Import";
    public const int SmallestMaxLineBytes = 1024;
    public const int LargestMaxLineBytes = 16 * 1024 * 1024;

    /// <summary>The longest line that is read, in bytes. Default: 1 MiB. A longer one is skipped and reported, without being held in memory.</summary>
    public int MaxLineBytes { get; set; } = 1024 * 1024;
}
