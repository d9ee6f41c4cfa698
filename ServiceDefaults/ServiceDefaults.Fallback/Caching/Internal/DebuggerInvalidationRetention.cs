using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// Stores invalidations for longer while a debugger extends the timeouts, because a read can then return outdated data
/// later.
/// </summary>
internal sealed class DebuggerInvalidationRetention(IConfiguration configuration)
    : IPostConfigureOptions<CachingOptions>
{
    public void PostConfigure(string? name, CachingOptions options)
    {
        if (DebuggerTimeouts.AreExtended(configuration))
        {
            options.InvalidationRetention = DebuggerTimeouts.Extend(
                options.InvalidationRetention, CachingOptions.LongestInvalidationRetention);
        }
    }
}
