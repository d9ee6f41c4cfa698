using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Bulkheads.Internal;

namespace ServiceDefaults.Bulkheads;

/// <summary>What bulkheads need from the host.</summary>
public static class BulkheadsExtensions
{
    /// <summary>Adds <see cref="IBulkheads"/>, which outlive every pipeline.</summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddBulkheads<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton<BulkheadRegistry>();
        builder.Services.TryAddSingleton<IBulkheads>(services => services.GetRequiredService<BulkheadRegistry>());
        return builder;
    }
}
