using PatientApi.Data;
using ServiceDefaults.Callers;

namespace PatientApi.Tests.Tenancy;

public sealed class CurrentTenantTests
{
    private readonly CurrentTenant _tenant = new(new CallerContext());

    [Fact]
    public void Value_WithoutACallerOrADeclaredTenant_Throws() =>
        Assert.Throws<InvalidOperationException>(() => _tenant.Value);

    [Fact]
    public void Value_ForACaller_IsTheCallersTenant()
    {
        using var caller = CallerContext.Use(new Caller("client", "ward", [], Caller.DefaultTier));

        Assert.Equal("ward", _tenant.Value);
    }

    [Fact]
    public void Value_ForBackgroundWork_IsTheDeclaredTenant()
    {
        using var declared = CurrentTenant.Use(CurrentTenant.Default);

        Assert.Equal("default", _tenant.Value);
    }
}
