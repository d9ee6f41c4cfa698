using System.ComponentModel.DataAnnotations;
using PatientApi.Contracts;

namespace PatientGateway.Batch;

/// <summary>Settings of the batch routes, section <c>Batch</c>.</summary>
internal sealed class BatchOptions
{
    /// <summary>Name of the settings section.</summary>
    public const string Section = "Batch";

    /// <summary>Maximum number of items in a batch. The default is 100, which is also the upper limit.</summary>
    [Range(1, PatientBatch.MaxIds, ErrorMessage = "it must be from {1} to {2}, which is what the API reads at once.")]
    public int MaxItems { get; set; } = 100;

    /// <summary>Number of items of one batch in flight at the same time. The default is 5, as in the guide.</summary>
    [Range(1, PatientBatch.MaxIds)]
    public int Concurrency { get; set; } = 5;

    /// <summary>
    /// Pause between two groups of reads. The default is 0.2 seconds, as in the guide; 0 disables it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan ReadPause { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Pause between two groups of writes. The default is 0.1 seconds, as in the guide; 0 disables it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan WritePause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long, from its start, a batch of writes waits for permits of the gateway's own rate limiter. The default is
    /// 30 seconds, which is the guide's limit for a batch; with 0, rejected items are not retried.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan PermitWaitTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum size of a batch body in bytes. The default is 4 MiB. A larger body gets 413.</summary>
    [Range(1024, 100 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 4 * 1024 * 1024;
}
