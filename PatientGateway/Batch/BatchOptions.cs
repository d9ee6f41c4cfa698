using System.ComponentModel.DataAnnotations;
using PatientApi.Contracts;

namespace PatientGateway.Batch;

/// <summary>Settings of the batch routes, section <c>Batch</c>.</summary>
internal sealed class BatchOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Batch";

    /// <summary>How many items a batch may have; 100 unless set, and never more.</summary>
    [Range(1, PatientBatch.MaxIds, ErrorMessage = "it must be from {1} to {2}, which is what the API reads at once.")]
    public int MaxItems { get; set; } = 100;

    /// <summary>How many items of one batch are under way at the same time; 5 unless set, as in the guide.</summary>
    [Range(1, PatientBatch.MaxIds)]
    public int Concurrency { get; set; } = 5;

    /// <summary>How long to wait between two groups of reads; 0.2 s unless set, as in the guide. 0: not at all.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan ReadPause { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long to wait between two groups of writes; 0.1 s unless set, as in the guide. 0: not at all.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan WritePause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Until when, from its beginning, a batch of writes waits for permits of the gateway's own rate limit; 30 s unless set, which is what the guide gives a
    /// batch. 0: what is turned away is not tried again.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many bytes the body of a batch may have; 4 MiB unless set. More is 413.</summary>
    [Range(1024, 100 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 4 * 1024 * 1024;
}
