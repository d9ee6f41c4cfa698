using Microsoft.Extensions.Options;
using PatientApi.Contracts;

namespace PatientGateway.Batch;

/// <summary>Stops a start with settings under which no batch could end well.</summary>
internal sealed class BatchOptionsValidator : IValidateOptions<BatchOptions>
{
    private const int SmallestBody = 1024;
    private const int LargestBody = 100 * 1024 * 1024;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BatchOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        Require(faults, options.MaxItems is >= 1 and <= PatientBatch.MaxIds, nameof(options.MaxItems), options.MaxItems, $"from 1 to {PatientBatch.MaxIds}, which is what the API reads at once");
        Require(faults, options.Concurrency is >= 1 and <= PatientBatch.MaxIds, nameof(options.Concurrency), options.Concurrency, $"from 1 to {PatientBatch.MaxIds}");
        Require(faults, IsWithin(options.ReadPause, LongestPause), nameof(options.ReadPause), options.ReadPause, $"from 0 to {LongestPause}");
        Require(faults, IsWithin(options.WritePause, LongestPause), nameof(options.WritePause), options.WritePause, $"from 0 to {LongestPause}");
        Require(faults, IsWithin(options.Patience, LongestPatience), nameof(options.Patience), options.Patience, $"from 0 to {LongestPatience}");
        Require(faults, options.MaxBodyBytes is >= SmallestBody and <= LargestBody, nameof(options.MaxBodyBytes), options.MaxBodyBytes, $"from {SmallestBody} to {LargestBody}");
        return faults.Build();
    }

    private static bool IsWithin(TimeSpan time, TimeSpan longest) => time >= TimeSpan.Zero && time <= longest;

    private static void Require(ValidateOptionsResultBuilder faults, bool holds, string setting, object value, string range)
    {
        if (!holds)
        {
            faults.AddError($"{BatchOptions.Section}:{setting} is {value}; it must be {range}.");
        }
    }
}
