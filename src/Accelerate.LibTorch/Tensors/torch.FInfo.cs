namespace TorchSharp;

public static partial class torch
{
    /// <summary>The limits of a floating-point type.</summary>
    public struct FInfo
    {
        /// <summary>The bits a value takes.</summary>
        public int bits;

        /// <summary>The smallest number that added to 1 gives another value.</summary>
        public double eps;

        /// <summary>The largest finite value.</summary>
        public double max;

        /// <summary>The lowest finite value.</summary>
        public double min;

        /// <summary>The decimal resolution: a power of ten.</summary>
        public double resolution;

        /// <summary>The smallest positive value of full precision.</summary>
        public double smallest_normal;

        /// <summary>The smallest positive value of full precision; another name of <see cref="smallest_normal"/>.</summary>
        public double tiny;

        internal FInfo(int bits, double eps, double max, double resolution, double smallestNormal)
        {
            this.bits = bits;
            this.eps = eps;
            this.max = max;
            min = -max;
            this.resolution = resolution;
            smallest_normal = tiny = smallestNormal;
        }
    }
}
