using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Caching.Internal;

/// <summary>A read that a debugger holds up takes longer, so what it may bring back has to be known as changed for longer too.</summary>
internal sealed class DebuggerMarkLifetime(IConfiguration configuration) : IPostConfigureOptions<CachingOptions>
{
    public void PostConfigure(string? name, CachingOptions options)
    {
        if (DebuggerTimeouts.AreExtended(configuration))
        {
            options.MarkLifetime = DebuggerTimeouts.Extend(options.MarkLifetime, CachingOptions.LongestMarkLifetime);
        }
    }
}
