using ServiceDefaults.Redis;
using ServiceDefaults.Switches;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>The switch that queues the dead letters of a queue again.</summary>
internal sealed class RedriveDeadLetters(string queue, IQueueClient client) : IResilienceSwitch
{
    private const int Limit = 100;

    public string Name => $"redrive-{queue}";

    public async ValueTask<SwitchResult> ApplyAsync(SwitchRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var (found, redriven) = (0, 0);
            foreach (var letter in await client.ListDeadLettersAsync(Limit, cancellationToken))
            {
                found++;
                redriven += await client.RedriveAsync(letter.Id, cancellationToken) is RedriveOutcome.Queued ? 1 : 0;
            }

            return new(request.Id, IsApplied: true, $"{redriven} of {found} dead letters are queued again.");
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            return new(request.Id, IsApplied: false, "Redis is unavailable. Try again when it is back.");
        }
    }
}
