using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Callers;

/// <summary>Registers the caller context.</summary>
public static class CallersExtensions
{
    /// <summary>
    /// Adds <see cref="CallerContext"/> as the <see cref="ICallerContext"/>. Without authentication every request has
    /// the caller <see cref="Caller.Anonymous"/>.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddCallers<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton<ICallerContext, CallerContext>();
        return builder;
    }
}
