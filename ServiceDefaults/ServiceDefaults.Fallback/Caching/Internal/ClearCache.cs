using ServiceDefaults.Switches;

namespace ServiceDefaults.Caching.Internal;

/// <summary>The switch that lets this process forget the responses cached so far.</summary>
internal sealed class ClearCache(IFallbackCache cache) : IResilienceSwitch
{
    public string Name => "clear-cache";

    public ValueTask<SwitchResult> ApplyAsync(SwitchRequest request, CancellationToken cancellationToken)
    {
        cache.Clear();
        return new(new SwitchResult(request.Id, IsApplied: true, "The responses cached so far are not used any more."));
    }
}
