global using Accelerate.Native;
