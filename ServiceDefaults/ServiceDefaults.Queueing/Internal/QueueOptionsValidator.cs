using Microsoft.Extensions.Options;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>Validates the settings of a queue that depend on one another.</summary>
internal sealed class QueueOptionsValidator : IValidateOptions<ReliableQueueOptions>
{
    public ValidateOptionsResult Validate(string? name, ReliableQueueOptions options)
    {
        var section = $"{ReliableQueueOptions.Section}:{name}";
        List<string> failures = [];
        if (options.BaseDelay > options.MaxDelay)
        {
            failures.Add($"{section}:BaseDelay is {options.BaseDelay} and MaxDelay is {options.MaxDelay}: the first "
                + "wait cannot be longer than the longest.");
        }

        if (options.Lease >= options.TimeToLive)
        {
            failures.Add($"{section}:Lease is {options.Lease} and Lifetime is {options.TimeToLive}: a command has to "
                + "outlive its lease, so lower the first or raise the second.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
