using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Callers;

/// <summary>Who is asking.</summary>
public static class CallersExtensions
{
    /// <summary>
    /// Adds <see cref="FixedCaller"/> as the <see cref="ICallerContext"/>. A service that authenticates registers its own, which may read the
    /// current request; it is asked once for each operation.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddCallers<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton<ICallerContext, FixedCaller>();
        return builder;
    }
}
