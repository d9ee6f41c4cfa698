using Microsoft.Extensions.ObjectPool;

namespace ServiceDefaults.Deadlines.Internal;

/// <summary>
/// Pools execution scopes, which are many and short-lived: the success path of a pipeline allocates none.
/// </summary>
internal static class ScopePool
{
    private static readonly ObjectPool<ExecutionScope> Pool = ObjectPool.Create(new Policy());

    public static ExecutionScope Rent() => Pool.Get();

    public static void Return(ExecutionScope scope) => Pool.Return(scope);

    private sealed class Policy : PooledObjectPolicy<ExecutionScope>
    {
        public override ExecutionScope Create() => new();

        public override bool Return(ExecutionScope obj)
        {
            obj.End();
            return !obj.IsReusePrevented;
        }
    }
}
