using Microsoft.Extensions.Internal;

namespace ServiceDefaults.Tokens.Internal;

/// <summary>The clock of a cache of tokens is that of their validation.</summary>
internal sealed class CacheClock(TimeProvider time) : ISystemClock
{
    public DateTimeOffset UtcNow => time.GetUtcNow();
}
