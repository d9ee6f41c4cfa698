using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Callers;

/// <summary>Registers the caller context.</summary>
public static class CallersExtensions
{
    /// <summary>
    /// Adds <see cref="FixedCaller"/> as the <see cref="ICallerContext"/>. A service with authentication registers its
    /// own implementation, which may read the current request; it is read once per operation.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddCallers<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton<ICallerContext, FixedCaller>();
        return builder;
    }
}
